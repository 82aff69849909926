/**
 * Sizes that AWS does not go beyond. "6 MB" of Lambda's quotas (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
 * are these figures in its own messages: "Request must be smaller than 6291456 bytes for the InvokeFunction operation"
 * and "Response payload size exceeded maximum allowed payload size (6291556 bytes)".
 */

/** The event of an invocation, as JSON. */
export const LARGEST_EVENT_BYTES = 6_291_456;

/** What a function answers, as JSON: for HTTP the body is a string in it, and every quote of the body one byte more. */
export const LARGEST_ANSWER_BYTES = 6_291_556;

/**
 * An HTTP API's own (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html): "Payload size 10 MB",
 * "Total combined size of request line and header values 10240 bytes", "Maximum integration timeout 30 seconds".
 */
export const HTTP_API = {
  largestBodyBytes: 10 * 1024 * 1024,
  largestHeaderBytes: 10_240,
  longestIntegrationSeconds: 30,
} as const;
