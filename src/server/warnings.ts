import { warningHeaders } from '../wire/response-headers.ts';

/** Warning headers for Node, which writes headers as Latin-1: each character here is one byte of the UTF-8 text. */
export const warningBytes = (texts: readonly string[]): readonly string[] => warningHeaders(texts).map((text) => Buffer.from(text).toString('latin1'));
