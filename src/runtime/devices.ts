// Devices by name, opened when they are first asked for; the one that new tensors go to.

import { addon } from "../devices/cpu/addon.ts";
import { CpuDevice } from "../devices/cpu/device.ts";
import type { Device } from "../devices/device.ts";
import { JsDevice } from "../devices/js/device.ts";
import { NullDevice } from "../devices/null/device.ts";
import { DeviceError } from "../errors.ts";
import { Timeline } from "./timeline.ts";

const makers = new Map<string, () => Device>([
  ["cpu", () => new CpuDevice()],
  ["js", () => new JsDevice()],
  ["null", () => new NullDevice()],
]);
const opened = new Map<string, Timeline>();
/** All of them, in the order of opening. */
export const openDevices: Timeline[] = [];
let chosen: Timeline | null = null;

/** A name, or what {@link device} returned for it. */
export type DeviceLike = string | Timeline;

/**
 * The device with this name, opened when it is first asked for.
 *
 * @throws DeviceError where there is none; it lists those that there are
 * @example
 * device("js").name; // "js"
 */
export function device(name: DeviceLike): Timeline {
  if (typeof name !== "string") return name;
  let timeline = opened.get(name);
  if (timeline === undefined) {
    const make = makers.get(name);
    if (make === undefined)
      throw new DeviceError(`there is no device '${name}'; there are ${deviceNames().join(", ")}`);
    opened.set(name, (timeline = new Timeline(make())));
    openDevices.push(timeline);
  }
  return timeline;
}

/** Makes a device of one's own known under its name. */
export function registerDevice(name: string, make: () => Device): void {
  makers.set(name, make);
  const before = opened.get(name);
  opened.delete(name);
  if (before !== undefined) openDevices.splice(openDevices.indexOf(before), 1);
}
/** All names, also of devices that cannot be used here: {@link device} says why. */
export const knownDevices = (): string[] => [...makers.keys()];
/** The names of the devices that can be used here. */
export const deviceNames = (): string[] => [...makers.keys()].filter((name) => name !== "cpu" || hasNative());
const hasNative = (): boolean => typeof addon() !== "string";

/** The device of new tensors: `setDefaultDevice`, else NEEDLE_DEVICE, else `cpu`, else `js`. */
export const defaultDevice = (): Timeline => (chosen ??= device(wanted() ?? fastest()));
const wanted = (): string | undefined => (isNode ? process.env["NEEDLE_DEVICE"] || undefined : undefined);
const isNode = typeof process !== "undefined" && process.versions?.node !== undefined;

/** In Node the native device; where there is none, one line says why. */
function fastest(): string {
  const native = addon();
  if (typeof native !== "string") return "cpu";
  if (isNode) console.warn(`needle: ${native}; the slower JavaScript device serves`);
  return "js";
}
/** Sends new tensors to a device from now on. */
export function setDefaultDevice(name: DeviceLike): void {
  chosen = device(name);
}
