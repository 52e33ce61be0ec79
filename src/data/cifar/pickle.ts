// Reads the pickles that CIFAR's Python version consists of: dictionaries, lists, byte strings, whole numbers and arrays of uint8,
// as Python 2 wrote them in protocol 2. Anything else is refused. Nothing that a pickle names is ever looked up or called.
import { quote } from "../../io/source.ts";
import { latin1, longestName, PickleMachine } from "./pickle-machine.ts";
import { Global, NumpyArray, NumpyType, Tuple, type Value } from "./pickled.ts";

/**
 * The value of a pickle.
 *
 * @param file what errors call it
 * @throws FileError with the byte and the opcode where the pickle is damaged, truncated, or has what no CIFAR batch has
 * @example
 * readPickle(new TextEncoder().encode("]K\x05a."), "small"); // [5]
 * readPickle(new TextEncoder().encode("cos\nsystem\n."), "forged"); // throws FileError: forged: byte 0: opcode 'c' (0x63) names 'os.system'
 */
export function readPickle(bytes: Uint8Array, file: string): Value {
  const machine = new PickleMachine(bytes, file);
  for (let opcode = machine.opcode(); opcode !== "."; opcode = machine.opcode()) {
    const action = actions.get(opcode) ?? machine.fail("is in no CIFAR batch, and so not read");
    action(machine);
  }
  return machine.result();
}

/** The opcodes of the published files, by their characters. */
const actions: ReadonlyMap<string, (machine: PickleMachine) => void> = new Map<
  string,
  (machine: PickleMachine) => void
>([
  ["\x80", (m) => m.byte() === 2 || m.fail("announces another protocol than 2: these are not the published files")],
  ["N", (m) => m.push(null)],
  ["\x89", (m) => m.push(false)],
  ["K", (m) => m.push(m.byte())],
  ["M", (m) => m.push(m.uint16())],
  ["J", (m) => m.push(m.int32())],
  ["U", (m) => m.push(m.take(m.byte()))],
  ["T", (m) => m.push(m.take(m.int32()))],
  ["(", (m) => m.mark()],
  ["t", (m) => m.push(new Tuple(m.sinceMark()))],
  ["\x85", (m) => m.push(new Tuple(m.pops(1)))],
  ["\x86", (m) => m.push(new Tuple(m.pops(2)))],
  ["\x87", (m) => m.push(new Tuple(m.pops(3)))],
  ["]", (m) => m.push([])],
  ["a", (m) => append(m, m.pops(1))],
  ["e", (m) => append(m, m.sinceMark())],
  ["}", (m) => m.push(new Map())],
  ["s", (m) => setItems(m, m.pops(2))],
  ["u", (m) => setItems(m, m.sinceMark())],
  ["q", (m) => m.memo.set(m.byte(), m.top())],
  ["r", (m) => m.memo.set(m.uint32(), m.top())],
  ["h", (m) => recall(m, m.byte())],
  ["j", (m) => recall(m, m.uint32())],
  ["c", named],
  ["R", reduce],
  ["b", build],
]);

function append(machine: PickleMachine, items: readonly Value[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) machine.fail("needs a list to append to");
  for (const item of items) list.push(item);
}

function setItems(machine: PickleMachine, items: readonly Value[]): void {
  const dictionary = machine.top();
  if (!(dictionary instanceof Map)) machine.fail("needs a dictionary");
  if (items.length % 2 !== 0) machine.fail("has a key without a value");
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i]!;
    if (!(key instanceof Uint8Array) || key.length > longestName) machine.fail("has a key that is no short string");
    dictionary.set(latin1(key), items[i + 1]!);
  }
}

function recall(machine: PickleMachine, place: number): void {
  const value = machine.memo.get(place);
  if (value === undefined) machine.fail(`recalls value ${place}, which was not put there`);
  machine.push(value);
}

/** One of the names that are known, none other. */
function named(machine: PickleMachine): void {
  const full = `${machine.line()}.${machine.line()}`;
  machine.push(Global.of(full) ?? machine.fail(`names ${quote(full)}; only NumPy's arrays of uint8 are read`));
}

/** Calls by name: NumPy makes an empty array, or the type of its elements. */
function reduce(machine: PickleMachine): void {
  const [callee, args] = machine.pops(2);
  if (!(callee instanceof Global) || !(args instanceof Tuple)) machine.fail("calls what is no function of NumPy");
  const made = callee.call(args.items);
  machine.push(typeof made === "string" ? machine.fail(made) : made);
}

/** Fills what was made by name. */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  const made = machine.top();
  if (!(made instanceof NumpyArray || made instanceof NumpyType) || !(state instanceof Tuple))
    machine.fail("fills what is no array of NumPy");
  const problem = made.fill(state.items);
  if (problem !== null) machine.fail(problem);
}
