import { expect, test } from 'vitest';
import { secure } from './secure';

const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Content-Security-Policy': 'ours' };

test('keeps status, body and the host’s other headers, and has the last word on ours', async () => {
  const response = secure(
    new Response('text', {
      status: 404,
      headers: { 'Content-Type': 'text/x-test', 'Content-Security-Policy': 'default-src *' },
    }),
    headers,
  );
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('text');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/x-test',
    'content-security-policy': 'ours',
    'cross-origin-opener-policy': 'same-origin',
  });
});

test('an answer without a body stays one', () => {
  expect(secure(new Response(null, { status: 304 }), headers).status).toBe(304);
});

test('a failed request stays a failure', () => {
  expect(secure(Response.error(), headers).type).toBe('error');
});
