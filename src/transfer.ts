// Tensors from one thread to another. The memory itself can move: nothing is copied but what reading a tensor copies anyway.
import { fromHost, type Place } from "./create.ts";
import { checkHostArray, type HostArray } from "./host.ts";
import type { Shape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** A tensor as a message to a worker: plain data in an ArrayBuffer of its own. */
export interface Transferable extends HostArray {
  readonly data: HostArray["data"] & { readonly buffer: ArrayBuffer };
}

/**
 * A tensor as plain data that may be posted to a worker. Name its buffer in the list of transfers, and the memory moves
 * there without a copy.
 *
 * @example
 * const message = await toTransferable(tensor([[1, 2], [3, 4]]));
 * const { port1, port2 } = new MessageChannel();
 * port1.postMessage(message, [message.data.buffer]); // or worker.postMessage(…)
 * message.data.length; // 0: it has left
 * port1.close();
 * port2.close();
 */
export async function toTransferable(x: Tensor): Promise<Transferable> {
  const { dtype, shape } = x;
  return { dtype, shape: [...shape], data: own(await x.data()) };
}

/**
 * The tensor that a message of {@link toTransferable} was made of. It takes over the data: nobody else may write to them.
 *
 * @throws ShapeError, DTypeError where the message contradicts itself
 * @example
 * const message = structuredClone(await toTransferable(tensor([[1, 2], [3, 4]])));
 * fromTransferable(message); // [[1, 2], [3, 4]]
 */
export function fromTransferable(message: HostArray, options: Pick<Place, "device"> = {}): Tensor {
  checkHostArray("fromTransferable: the message", message);
  const { dtype, shape, data } = message;
  return fromHost(own(data), dtype, [...shape] as Shape, options);
}

/** @internal The same data in a buffer that nobody shares. */
export function own(data: HostArray["data"]): Transferable["data"] {
  const alone = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  return (alone ? data : data.slice()) as Transferable["data"];
}
