// Which section of a program knows what: the loops around each, and the first one that can compute a value.
import type { Axis, Index } from "../../ir/index.ts";
import type { Kernel } from "../../ir/kernel.ts";
import { Section, type Value } from "./instructions.ts";
import type { Loops } from "./loops.ts";

/** Does a section run on lanes, not on single values? */
export const isLanes = (section: Section): boolean => section !== Section.outer && section !== Section.turn;

export class Places {
  readonly loops: Loops;
  /** All axes, as walks count them. */
  readonly axes: readonly Axis[];
  readonly #inner: ReadonlySet<number>;

  constructor({ axes, reduceAxes }: Kernel, loops: Loops) {
    this.loops = loops;
    this.axes = [...axes, ...reduceAxes];
    this.#inner = new Set(reduceAxes.map((a) => a.id));
  }

  /** The axes whose points are the lanes of a section. */
  lanesOf(section: Section): readonly Axis[] {
    if (!isLanes(section)) return [];
    const { reduction, lanes, innerLanes } = this.loops;
    const isInner =
      section === Section.inside ? reduction !== "across" : section === Section.after && reduction === "sort";
    return isInner ? innerLanes : lanes;
  }
  /** The first section that knows the axes of an index. */
  ofAxes(index: Index): Section {
    const among = (axes: readonly Axis[]): boolean => index.terms.some((t) => axes.some((a) => a.id === t.atom.id));
    const lanes = among(this.loops.lanes);
    if (!index.terms.some((t) => this.#inner.has(t.atom.id))) return lanes ? Section.block : Section.outer;
    const inside = this.loops.reduction === "across" ? lanes : among(this.loops.innerLanes);
    return inside ? Section.inside : Section.turn;
  }
  /** The first section, not before `section`, that knows all of these. */
  join(values: readonly Value[], section: Section = Section.outer): Section {
    return values.reduce((s, v) => this.#joinTwo(s, v.section ?? Section.outer), section);
  }
  #joinTwo(a: Section, b: Section): Section {
    const mixed = Math.min(a, b) === Section.block && Math.max(a, b) === Section.turn;
    return mixed && this.loops.reduction === "across" ? Section.inside : (Math.max(a, b) as Section);
  }
  /** Is a value the same for all lanes of a section? */
  isSingle({ section: made }: Value, section: Section): boolean {
    return !isLanes(section) || made === null || !isLanes(made);
  }
}
