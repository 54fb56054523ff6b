import { expect, test } from 'vitest';
import { escapeHtml, escapeJson, fillTexts } from './text-plugin.ts';

const texts = { 'app.name': 'A & "B" <C>', 'language.id': 'zh-CN' };

test('texts are put into the page and the manifest, each in its own syntax', () => {
  const page = '<html lang="%language.id%"><title>%app.name%</title> 100% wide';
  expect(fillTexts(page, texts, escapeHtml)).toBe(
    '<html lang="zh-CN"><title>A &amp; &quot;B&quot; &lt;C></title> 100% wide',
  );
  const manifest = fillTexts('{ "name": "%app.name%" }', texts, escapeJson);
  expect(JSON.parse(manifest)).toEqual({ name: 'A & "B" <C>' });
});

test('a key without a text stops the build', () => {
  expect(() => fillTexts('%app.nmae%', texts, escapeHtml)).toThrow('app.nmae');
});
