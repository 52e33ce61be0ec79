// `needle devices`: what can compute here, within which limits, and why something cannot.
import { Command } from "commander";
import { defaultDevice, device, knownDevices } from "../runtime/devices.ts";
import { aligned } from "./align.ts";
import { examples, jsonOption } from "./options.ts";

interface Listed {
  readonly name: string;
  readonly available: boolean;
  readonly default: boolean;
  readonly why?: string;
  readonly limits?: object;
}

export function devicesCommand(): Command {
  return new Command("devices")
    .description("list the devices, their limits, and why one cannot be used")
    .addOption(jsonOption())
    .addHelpText("after", examples("needle devices", "needle devices --json", "NEEDLE_DEVICE=js needle devices"))
    .action(async ({ json = false }: { json?: boolean }) => {
      const chosen = defaultDevice().name;
      const found = await Promise.all(knownDevices().map((name) => look(name, chosen)));
      if (json) for (const one of found) console.log(JSON.stringify(one));
      else for (const line of aligned(found.map(rowOf))) console.log(line);
    });
}

async function look(name: string, chosen: string): Promise<Listed> {
  try {
    const timeline = device(name);
    await timeline.ready;
    return { name, available: true, default: name === chosen, limits: timeline.device.limits };
  } catch (error) {
    return { name, available: false, default: false, why: (error as Error).message };
  }
}

function rowOf(one: Listed): string[] {
  if (!one.available) return [one.name, "not available", one.why!];
  const limits = Object.entries(one.limits!).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? value.join(" ") : value}`,
  );
  return [one.name, one.default ? "the default" : "available", limits.join("; ")];
}
