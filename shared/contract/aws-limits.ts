/**
 * Limits of AWS. The "6 MB" of Lambda's quotas (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
 * are these numbers in its own messages: "Request must be smaller than 6291456 bytes for the InvokeFunction operation"
 * and "Response payload size exceeded maximum allowed payload size (6291556 bytes)".
 */

/** The event of an invocation, as JSON. */
export const MAX_EVENT_BYTES = 6_291_456;

/** The response of a function, as JSON: for HTTP the body is a string in it, in which a quote takes two bytes. */
export const MAX_RESPONSE_BYTES = 6_291_556;

/**
 * Quotas of an HTTP API (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html): "Payload size 10 MB",
 * "Total combined size of request line and header values 10240 bytes", "Maximum integration timeout 30 seconds".
 */
export const HTTP_API = {
  maxBodyBytes: 10 * 1024 * 1024,
  maxHeaderBytes: 10_240,
  maxIntegrationSeconds: 30,
} as const;
