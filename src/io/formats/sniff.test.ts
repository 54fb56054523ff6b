import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { sniff } from './sniff';

const fixture = (name: string) => readFile(`e2e/fixtures/files/${name}`);
const characters = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

test.each([
  ['rgb.png', 'png'],
  ['grey.jpg', 'jpeg'],
  ['lossless.webp', 'webp'],
  ['picture.bmp', 'bmp'],
  ['picture.gif', 'gif'],
  ['picture.avif', 'avif'],
  ['really-png.jpg', 'png'],
])('%s is recognised as %s by its content', async (name, format) => {
  expect(sniff(await fixture(name))).toEqual({ format });
});

test.each([
  ['dicom.dcm', 'DICOM'],
  ['picture.tiff', 'TIFF'],
  ['drawing.svg', 'SVG'],
  ['text.png', 'text'],
])('%s is refused as %s', async (name, looksLike) => {
  expect(sniff(await fixture(name))).toEqual({ format: null, looksLike });
});

test.each([
  ['MM\0*\0\0\0\x08', 'TIFF'],
  ['%PDF-1.7\n', 'PDF'],
  ['PK\x03\x04\x14\0', 'ZIP'],
  ['\n <!DOCTYPE html><title>404</title>', 'HTML'],
  ['<?xml version="1.0"?><svg width="1"/>', 'SVG'],
  ['<?xml version="1.0"?><annotations/>', 'XML'],
  ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'HEIC'],
  ['\0\0\0\x1cftypmif1\0\0\0\0avifmif1', 'avif'],
  ['\0\0\0\x18ftypmp42\0\0\0\0isommp42', 'video'],
  ['RIFF\x10\0\0\0WAVEfmt ', 'sound'],
  ['BM is how this letter begins', 'text'],
  ['\x01\x02\x03\x04\x05', 'unknown'],
])('content %j is told to be %s', (content, expected) => {
  const sniffed = sniff(characters(content));
  expect(sniffed.format ?? sniffed.looksLike).toBe(expected);
});

test('a DICOM file whose preamble is a TIFF header is DICOM', () => {
  const bytes = new Uint8Array(256);
  bytes.set(characters('II*\0'), 0);
  bytes.set(characters('DICM'), 128);
  expect(sniff(bytes)).toEqual({ format: null, looksLike: 'DICOM' });
});
