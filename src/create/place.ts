// Where new tensors go and what they hold.
import type { DType } from "../dtype.ts";
import { type DeviceLike, defaultDevice, device } from "../runtime/devices.ts";
import type { Timeline } from "../runtime/timeline.ts";

export interface Place {
  /** Default: float32; int32, bool or what a typed array holds where that is what the data are. */
  readonly dtype?: DType;
  /** Default: what `setDefaultDevice` said. */
  readonly device?: DeviceLike;
}
export const placeOf = ({ device: name }: Place): Timeline => device(name ?? defaultDevice());
