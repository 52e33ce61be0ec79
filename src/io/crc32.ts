// The checksum of zip files: CRC-32 with the polynomial of IEEE 802.3. Node has one only from 20.15 on.

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

export function crc32(...pieces: readonly Uint8Array[]): number {
  let c = -1;
  for (const piece of pieces) for (let i = 0; i < piece.length; i++) c = table[(c ^ piece[i]!) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}
