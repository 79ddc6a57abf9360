// A ZIP file without compression: avatars are compressed already, and one file is what a browser saves in one go.
// Format: PKWARE's APPNOTE, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** Little-endian fields, given as [size, value]. */
function fields(...list) {
  const view = new DataView(new ArrayBuffer(list.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of list) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

// 1 January 1980, the format's first day: the time of making is nobody's business.
const DATE = 0x0021;
// Bit 11: names are UTF-8.
const described = (crc, size, nameSize) => [
  [2, 20], [2, 0x0800], [2, 0], [2, 0], [2, DATE], [4, crc], [4, size], [4, size], [2, nameSize], [2, 0],
];

/** `files`: `[{ name, bytes }]`; the answer is a Blob. */
export function zip(files) {
  const bodies = [];
  const directory = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const title = new TextEncoder().encode(name);
    const description = described(crc32(bytes), bytes.length, title.length);
    const header = fields([4, 0x04034b50], ...description);
    bodies.push(header, title, bytes);
    directory.push(fields([4, 0x02014b50], [2, 20], ...description, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), title);
    at += header.length + title.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, at], [2, 0]);
  return new Blob([...bodies, ...directory, end], { type: "application/zip" });
}
