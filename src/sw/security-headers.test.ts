import { readFileSync } from 'node:fs';
import { CspEvaluator } from 'csp_evaluator';
import { Severity, Type } from 'csp_evaluator/dist/finding';
import {
  evaluateForFailure,
  evaluateForSyntaxErrors,
  evaluateForWarnings,
} from 'csp_evaluator/dist/lighthouse/lighthouse_checks';
import { CspParser } from 'csp_evaluator/dist/parser';
import { expect, test } from 'vitest';
import {
  contentSecurityPolicy,
  metaPolicy,
  securityHeaders,
} from '../../scripts/security-headers.mjs';

const policies = [
  ['header', contentSecurityPolicy],
  ['meta element', metaPolicy],
] as const;

test.each(policies)(
  'Google’s CSP evaluator finds no weakness in the policy of the %s',
  (_, text) => {
    const findings = new CspEvaluator(new CspParser(text).csp).evaluate();
    // It reminds everyone that 'self' would trust uploads and JSONP of one's own server; a static
    // host of this app has neither.
    const own = findings.filter(
      ({ type, value }) => type !== Type.SCRIPT_ALLOWLIST_BYPASS || value !== "'self'",
    );
    expect(own).toEqual([]);
    expect(findings.every(({ severity }) => severity >= Severity.MEDIUM_MAYBE)).toBe(true);
  },
);

test.each(policies)('Lighthouse’s checks pass for the policy of the %s', (_, text) => {
  const { csp } = new CspParser(text);
  expect(evaluateForFailure([csp])).toEqual([]);
  expect(evaluateForWarnings([csp])).toEqual([]);
  expect(evaluateForSyntaxErrors([csp]).flat()).toEqual([]);
});

test('a policy that is weaker in one word is found by the evaluator', () => {
  const weaker = contentSecurityPolicy.replace("'wasm-unsafe-eval'", "'unsafe-inline'");
  const findings = new CspEvaluator(new CspParser(weaker).csp).evaluate();
  expect(findings.some(({ severity }) => severity === Severity.HIGH)).toBe(true);
});

test('nothing unsafe is allowed but compiling WebAssembly', () => {
  expect(contentSecurityPolicy.match(/'[a-z-]*unsafe[a-z-]*'/g)).toEqual(["'wasm-unsafe-eval'"]);
});

test('the hosting guide has every header with its whole value', () => {
  const guide = readFileSync('docs/hosting.md', 'utf8');
  for (const [name, value] of Object.entries(securityHeaders)) {
    expect(guide, name).toContain(`${name}: ${value}`);
    expect(guide, `nginx: ${name}`).toContain(`add_header ${name} "${value}" always;`);
    expect(guide, `Caddy: ${name}`).toContain(`${name} "${value}"`);
  }
});
