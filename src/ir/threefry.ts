// Threefry-2x32 with 20 rounds, first word (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
// Counter based: every element computes its own bits from (key, counter), in any order and on any device.

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/** 32 random bits for (key0, key1, counter). */
export function threefry(key0: number, key1: number, counter: number): number {
  const keys = [key0 | 0, key1 | 0, key0 ^ key1 ^ 0x1bd11bda];
  let x = (counter + keys[0]!) | 0;
  let y = keys[1]!;
  for (let round = 0; round < 20; round++) {
    const r = rotations[round & 7]!;
    x = (x + y) | 0;
    y = ((y << r) | (y >>> (32 - r))) ^ x;
    if ((round & 3) === 3) {
      const s = (round >> 2) + 1;
      x = (x + keys[s % 3]!) | 0;
      y = (y + keys[(s + 1) % 3]! + s) | 0;
    }
  }
  return x >>> 0;
}
