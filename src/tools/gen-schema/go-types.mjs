// Reads Go's run-time type information out of a linux/amd64 program: the structs it knows, with the tags of their fields.
// Layout: Go's internal/abi (Type, StructType, Name), 64 bit, position-dependent code.
import { readFileSync } from 'node:fs';

const KINDS = { array: 17, map: 21, pointer: 22, slice: 23, struct: 25 };
const TYPE_SIZE = 48;

/** @returns {Map<string, {name: string, tag: string, embedded: boolean, isScalar: boolean, isStruct: boolean, type: string}[]>} `k8s.io/api/core/v1.Pod` → its fields in order */
export function readStructs(file, wanted) {
  const program = new Program(readFileSync(file));
  const structs = new Map();
  const seen = new Set();
  const visit = (address) => {
    if (seen.has(address)) return;
    seen.add(address);
    const type = program.type(address);
    if (type.kind === KINDS.pointer || type.kind === KINDS.slice || type.kind === KINDS.array) return visit(program.pointer(address + TYPE_SIZE));
    if (type.kind === KINDS.map) return visit(program.pointer(address + TYPE_SIZE + 8));
    if (type.kind !== KINDS.struct) return;
    const name = program.fullName(address);
    if (!wanted(name)) return;
    const fields = program.fields(address);
    structs.set(
      name,
      fields.map((field) => ({
        name: field.name,
        tag: field.tag,
        embedded: field.embedded,
        isScalar: program.isScalar(field.type),
        isStruct: program.isStruct(field.type),
        type: program.fullName(program.within(field.type)),
      })),
    );
    for (const field of fields) visit(field.type);
  };
  for (const address of program.typelinks()) visit(address);
  return structs;
}

class Program {
  constructor(bytes) {
    this.bytes = bytes;
    this.sections = readSections(bytes);
    this.base = this.sections.get('.rodata').address;
  }

  typelinks() {
    const { offset, size } = this.sections.get('.typelink');
    return Array.from({ length: size / 4 }, (_, i) => this.base + this.bytes.readInt32LE(offset + 4 * i));
  }

  type(address) {
    const at = this.at(address);
    const flags = this.bytes[at + 20];
    const text = this.name(this.base + this.bytes.readInt32LE(at + 40)).name;
    return { kind: this.bytes[at + 23] & 31, hasPackage: (flags & 1) !== 0, text: flags & 2 ? text.slice(1) : text };
  }

  /** The package's path and the type's own name; only the text of types that are not named. */
  fullName(address) {
    const { kind, hasPackage, text } = this.type(address);
    if (!hasPackage || kind !== KINDS.struct) return text;
    const path = this.name(this.base + this.bytes.readInt32LE(this.at(address + TYPE_SIZE + 32))).name;
    return `${path}.${text.slice(text.lastIndexOf('.') + 1)}`;
  }

  /** What pointers and slices lead to. */
  within(address) {
    const { kind } = this.type(address);
    return kind === KINDS.pointer || kind === KINDS.slice ? this.within(this.pointer(address + TYPE_SIZE)) : address;
  }

  /** Neither a pointer nor anything that can be absent. */
  isScalar(address) {
    return !Object.values(KINDS).includes(this.type(address).kind);
  }

  isStruct(address) {
    return this.type(address).kind === KINDS.struct;
  }

  fields(address) {
    const first = this.pointer(address + TYPE_SIZE + 8);
    const count = this.pointer(address + TYPE_SIZE + 16);
    return Array.from({ length: count }, (_, i) => ({ ...this.name(this.pointer(first + 24 * i)), type: this.pointer(first + 24 * i + 8) }));
  }

  name(address) {
    let at = this.at(address);
    const flags = this.bytes[at++];
    const text = () => {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = this.bytes[at++];
        length |= (byte & 127) << shift;
        if (byte < 128) break;
      }
      at += length;
      return this.bytes.toString('utf8', at - length, at);
    };
    const name = text();
    return { name, tag: flags & 2 ? text() : '', embedded: (flags & 8) !== 0 };
  }

  pointer(address) {
    return Number(this.bytes.readBigUInt64LE(this.at(address)));
  }

  at(address) {
    for (const { address: from, offset, size, inFile } of this.sections.values())
      if (inFile && address >= from && address < from + size) return address - from + offset;
    throw new Error(`nothing of the program lies at ${address.toString(16)}`);
  }
}

function readSections(bytes) {
  const [at, size, count, names] = [Number(bytes.readBigUInt64LE(0x28)), bytes.readUInt16LE(0x3a), bytes.readUInt16LE(0x3c), bytes.readUInt16LE(0x3e)];
  const raw = Array.from({ length: count }, (_, i) => {
    const o = at + i * size;
    return {
      nameAt: bytes.readUInt32LE(o),
      inFile: bytes.readUInt32LE(o + 4) !== 8,
      address: Number(bytes.readBigUInt64LE(o + 16)),
      offset: Number(bytes.readBigUInt64LE(o + 24)),
      size: Number(bytes.readBigUInt64LE(o + 32)),
    };
  });
  const nameOf = ({ nameAt }) => bytes.toString('latin1', raw[names].offset + nameAt, bytes.indexOf(0, raw[names].offset + nameAt));
  return new Map(raw.filter(({ address }) => address !== 0).map((section) => [nameOf(section), section]));
}
