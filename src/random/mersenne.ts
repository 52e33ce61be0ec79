// The Mersenne twister MT19937 (Matsumoto & Nishimura 1998): the source of random bits of NumPy's legacy generator.

const words = 624;
const shift = 397;

export class Mersenne {
  readonly key = new Uint32Array(words);
  /** The next word of `key` to give out. */
  position = words;

  /** Starts from one word. */
  seed(word: number): void {
    this.key[0] = word;
    for (let i = 1; i < words; i++) this.key[i] = Math.imul(1812433253, this.#mixed(i)) + i;
    this.position = words;
  }

  /** Starts from any number of words (the authors' init_by_array, 2002). */
  seedWords(from: ArrayLike<number>): void {
    this.seed(19650218);
    const key = this.key;
    let i = 1;
    const step = (value: number) => {
      key[i] = value;
      if (++i === words) {
        key[0] = key[words - 1]!;
        i = 1;
      }
    };
    for (let k = 0; k < Math.max(words, from.length); k++) {
      const j = k % from.length;
      step((key[i]! ^ Math.imul(this.#mixed(i), 1664525)) + from[j]! + j);
    }
    for (let k = 1; k < words; k++) step((key[i]! ^ Math.imul(this.#mixed(i), 1566083941)) - i);
    key[0] = 0x80000000;
  }
  #mixed(i: number): number {
    const before = this.key[i - 1]!;
    return before ^ (before >>> 30);
  }

  /** 32 random bits. */
  bits(): number {
    if (this.position === words) this.#twist();
    let y = this.key[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
  #twist(): void {
    const { key } = this;
    for (let i = 0; i < words; i++) {
      const y = (key[i]! & 0x80000000) | (key[(i + 1) % words]! & 0x7fffffff);
      key[i] = key[(i + shift) % words]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** A whole number from 0 to `most`, all equally likely: bits above the highest of `most` are cut off, too large ones thrown away. */
  upTo(most: number): number {
    if (most === 0) return 0;
    const wide = most > 0xffffffff;
    const mask = 0xffffffff >>> Math.clz32(wide ? Math.floor(most / 2 ** 32) : most);
    for (;;) {
      const top = (this.bits() & mask) >>> 0;
      const value = wide ? top * 2 ** 32 + this.bits() : top;
      if (value <= most) return value;
    }
  }
  /** The same from `width` of the 32 bits at a time (32, 8 or 1), as NumPy does for small dtypes. */
  bounded(width: number): (most: number) => number {
    if (width === 32) return (most) => this.upTo(most);
    let [buffer, left] = [0, 0];
    return (most) => {
      const mask = most === 0 ? 0 : 0xffffffff >>> Math.clz32(most);
      let value = most === 0 ? 0 : -1;
      while (value < 0 || value > most) {
        if (left === 0) [buffer, left] = [this.bits(), 32 / width];
        else buffer >>>= width;
        left--;
        value = buffer & mask;
      }
      return value;
    };
  }
}
