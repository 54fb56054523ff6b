/**
 * The one table of security headers. The launcher and the development server send them, the build
 * writes the policy into index.html for hosts that send none, and docs/hosting.md lists them.
 */

const policy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'", // WebAssembly needs it; no JavaScript can be evaluated
  'worker-src': "'self'",
  'connect-src': "'self'", // nothing leaves the origin
  'img-src': "'self' blob:",
  'style-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default', // src/thread/trusted-types.ts: script URLs of this origin, nothing else
};

const join = (directives) =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** For the `<meta>` element, where frame-ancestors has no effect. */
export const metaPolicy = join(policy);

export const contentSecurityPolicy = join({ ...policy, 'frame-ancestors': "'none'" });

/** Without these two, WebAssembly has one thread. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export const securityHeaders = {
  ...isolationHeaders,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy,
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};
