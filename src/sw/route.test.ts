import { expect, test } from 'vitest';
import type { AppFile, Release } from '@/offline/release';
import { chooseRoute } from './route';

const scope = 'https://host/some/where/';

function file(path: string, sha256 = 'a'.repeat(64)): AppFile {
  return { path, bytes: 1, sha256, type: 'text/plain', part: 'shell' };
}

const running: Release = {
  id: 'new',
  version: '2',
  files: [file(''), file('assets/a-1.js'), file('models/m.onnx', 'b'.repeat(64))],
};
const previous: Release = {
  id: 'old',
  version: '1',
  files: [file('', 'c'.repeat(64)), file('assets/a-0.js'), file('models/m.onnx', 'd'.repeat(64))],
};

const route = (path: string, method = 'GET') =>
  chooseRoute({ url: new URL(path, scope).href, method }, scope, [running, previous]);

test('the app’s folder, with any query, and index.html are the page of the running release', () => {
  for (const path of ['', '?sample=histology', 'index.html', '?shared=1#there'])
    expect(route(path), path).toEqual({ to: 'file', file: running.files[0] });
});

test('an older tab gets what only its release has', () => {
  expect(route('assets/a-0.js')).toEqual({ to: 'file', file: previous.files[1] });
});

test('a version in the address chooses the release that has it, and one that nobody has goes to the server', () => {
  expect(route('models/m.onnx')).toEqual({ to: 'file', file: running.files[2] });
  expect(route('models/m.onnx?v=bbbb')).toEqual({ to: 'file', file: running.files[2] });
  expect(route('models/m.onnx?v=dddd')).toEqual({ to: 'file', file: previous.files[2] });
  expect(route('models/m.onnx?v=eeee')).toEqual({ to: 'network' });
});

test.each(['/', '/some/', '/some/where-else/', 'nothing.txt', '%E0%A4%A', 'assets/'])(
  '%s is none of the app’s files and goes to the server',
  (path) => {
    expect(route(path)).toEqual({ to: 'network' });
  },
);

test.each(['https://elsewhere/', 'http://host/some/where/', 'https://host:8443/some/where/'])(
  '%s is another origin and is refused',
  (url) => {
    expect(route(url)).toEqual({ to: 'refuse' });
  },
);

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s could carry data away and is refused',
  (method) => {
    expect(route('', method)).toEqual({ to: 'refuse' });
    expect(route('https://elsewhere/share', method)).toEqual({ to: 'refuse' });
  },
);

test('only the share target takes a POST, and only a POST', () => {
  expect(route('share', 'POST')).toEqual({ to: 'share' });
  expect(route('share')).toEqual({ to: 'network' });
  expect(route('/share', 'POST')).toEqual({ to: 'refuse' });
});
