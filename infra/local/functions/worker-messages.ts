/** Messages between the local stack and the thread of a function. */

export interface WorkerData {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The test clock's shift: one 64-bit float. */
  readonly clock: SharedArrayBuffer;
}

export interface Invocation {
  readonly id: number;
  readonly requestId: string;
  /** JSON, as Lambda passes it. */
  readonly event: string;
}

export type WorkerReport =
  | { readonly kind: 'ready' }
  /** `result` is JSON. */
  | { readonly kind: 'done'; readonly id: number; readonly result: string }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly stack: string;
    };
