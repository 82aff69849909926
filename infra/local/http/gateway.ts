/** The HTTP API: finds the route, checks the token where the route asks for one, and invokes the function. */
import { HTTP_API } from '../../../shared/contract/aws-limits.ts';
import { FunctionError, REQUEST_TOO_LARGE } from '../functions/function-worker.ts';
import type { LocalFunction } from '../functions/functions.ts';
import type { RouteDefinition } from '../template/deployment.ts';
import type { TestClock } from '../time/clock.ts';
import { type GatewayRequest, toEvent, toResponse } from './gateway-event.ts';
import type { RequestHandler } from './http.ts';
import { type HttpResponse, problem } from './problem.ts';
import { Router } from './router.ts';
import type { Tokens } from './tokens.ts';

export interface GatewayOptions {
  readonly routes: readonly RouteDefinition[];
  readonly functions: ReadonlyMap<string, Pick<LocalFunction, 'invoke'>>;
  readonly tokens: Tokens;
  readonly clock: TestClock;
  readonly maxIntegrationSeconds?: number;
}

interface Target {
  readonly route: RouteDefinition;
  readonly function: Pick<LocalFunction, 'invoke'>;
}

export function createGateway(options: GatewayOptions): RequestHandler {
  const { routes, functions, tokens, clock } = options;
  const { maxIntegrationSeconds = HTTP_API.maxIntegrationSeconds } = options;
  const router = new Router<Target>(
    routes.map((route) => {
      const found = functions.get(route.functionArn);
      if (!found) throw new Error(`Route ${route.routeKey} has no function`);
      return [route.routeKey, { route, function: found }] as const;
    }),
  );
  return async (request: GatewayRequest): Promise<HttpResponse> => {
    const match = router.find(request.method, request.path);
    if (!match) return problem('not-found', request.path);
    const { route } = match.target;
    const claims = route.authorizer && (await tokens.verify(request.headers.authorization, route.authorizer));
    if (route.authorizer && !claims) return problem('unauthorized', request.path);
    const event = toEvent(request, route.routeKey, match.parameters, clock.now(), claims);
    try {
      const result = await withTimeout(match.target.function.invoke(event), maxIntegrationSeconds);
      return result === undefined ? problem('integration-timeout', request.path) : toResponse(result);
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      const code = error.errorType === REQUEST_TOO_LARGE ? 'payload-too-large' : 'internal-error';
      return problem(code, request.path);
    }
  };
}

/** Undefined when the time is up. The function continues, but its result is dropped. */
async function withTimeout(work: Promise<string>, seconds: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000, undefined);
  });
  try {
    return await Promise.race([work, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
