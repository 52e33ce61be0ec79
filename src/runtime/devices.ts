// Devices by name, opened when they are first asked for; the one that new tensors go to.

import type { Device } from "../devices/device.ts";
import { JsDevice } from "../devices/js/device.ts";
import { NullDevice } from "../devices/null/device.ts";
import { DeviceError } from "../errors.ts";
import { Timeline } from "./timeline.ts";

const makers = new Map<string, () => Device>([
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
      throw new DeviceError(`there is no device '${name}'; there are ${[...makers.keys()].join(", ")}`);
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
/** The names that {@link device} knows. */
export const deviceNames = (): string[] => [...makers.keys()];

/** The device of new tensors: `setDefaultDevice`, else NEEDLE_DEVICE, else `js`. */
export const defaultDevice = (): Timeline =>
  (chosen ??= device((typeof process === "undefined" ? undefined : process.env["NEEDLE_DEVICE"]) ?? "js"));
/** Sends new tensors to a device from now on. */
export function setDefaultDevice(name: DeviceLike): void {
  chosen = device(name);
}
