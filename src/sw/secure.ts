/**
 * The response with our security headers over the host's own. A host that sends none still gives an
 * isolated page, and workers their policy.
 */
export function secure(response: Response, headers: Readonly<Record<string, string>>): Response {
  if (response.status === 0) return response; // errors and redirects that the browser follows itself
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers: all });
}
