// One class per kind of mistake. A message names the op first, then what was wrong with its numbers, then what to do.

/** Base of every error that Needle throws on purpose. */
export class NeedleError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
/** Shapes do not fit together. */
export class ShapeError extends NeedleError {}
/** An axis or an index is outside its tensor. */
export class AxisError extends NeedleError {}
/** A data type is unknown, or the op is not defined for it. */
export class DTypeError extends NeedleError {}
/** Tensors of different devices met, or a device cannot do what was asked. */
export class DeviceError extends NeedleError {}
/** A gradient was asked for where there is none. */
export class GradientError extends NeedleError {}
/** A value was asked for that would need a version of a variable that has since been overwritten. */
export class StaleTensorError extends NeedleError {}
/** Data broke a rule that can only be checked while running: a label outside the classes, an index out of range. */
export class DataError extends NeedleError {}
/** An argument that is not a shape, an axis or a data type is wrong. */
export class ArgumentError extends NeedleError {}
/** A file is damaged, truncated or of another kind. The message names the file and the byte. */
export class FileError extends NeedleError {}
/** A saved state does not fit the module or optimizer that is to take it. */
export class StateError extends NeedleError {}
