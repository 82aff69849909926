/**
 * How long a request to an AWS service may take before the SDK tries it again; its own default is to wait for ever,
 * which the function's timeout would end with no answer and no line in the log. Plain values: importing a request
 * handler would cost every cold start.
 */
export const REQUEST_TIMEOUTS = {
  connectionTimeout: 1_000,
  // Far more than any takes, were it not for a table that is slow under load: giving up early would only send it more.
  requestTimeout: 7_000,
  // Without it the SDK only warns.
  throwOnRequestTimeout: true,
} as const;

/** So many times the SDK asks; all of them together fit into the time that a function has. */
export const MAX_ATTEMPTS = 3;
