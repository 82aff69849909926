/** The HTTP API: finds the route, checks the token where the route asks for one, and invokes the function. */
import type { TestClock } from './clock.ts';
import type { RouteDefinition } from './deployment.ts';
import { FunctionError } from './function-worker.ts';
import type { LocalFunction } from './functions.ts';
import { type GatewayRequest, toAnswer, toEvent } from './gateway-event.ts';
import type { RequestHandler } from './http.ts';
import { type HttpAnswer, problem } from './problem.ts';
import { Router } from './router.ts';
import type { Tokens } from './tokens.ts';

export interface GatewayOptions {
  readonly routes: readonly RouteDefinition[];
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly tokens: Tokens;
  readonly clock: TestClock;
}

interface Target {
  readonly route: RouteDefinition;
  readonly function: LocalFunction;
}

export function createGateway({ routes, functions, tokens, clock }: GatewayOptions): RequestHandler {
  const router = new Router<Target>(
    routes.map((route) => {
      const found = functions.get(route.functionArn);
      if (!found) throw new Error(`Route ${route.routeKey} leads to no function`);
      return [route.routeKey, { route, function: found }] as const;
    }),
  );
  return async (request: GatewayRequest): Promise<HttpAnswer> => {
    const match = router.find(request.method, request.path);
    if (!match) return problem('not-found', request.path);
    const { route } = match.target;
    const claims = route.authorizer && (await tokens.verify(request.headers.authorization, route.authorizer));
    if (route.authorizer && !claims) return problem('unauthorized', request.path);
    const event = toEvent(request, route.routeKey, match.parameters, clock.now(), claims);
    try {
      return toAnswer(await match.target.function.invoke(event));
    } catch (error) {
      if (error instanceof FunctionError) return problem('internal-error', request.path);
      throw error;
    }
  };
}
