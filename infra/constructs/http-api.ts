import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { type HttpFunction, routeKeyOf } from '../../shared/contract/routes/route.ts';
import { addImpactAlarm } from './impact-alarm.ts';
import { logRetention } from './settings.ts';

/** Requests a second, and the burst, for the routes that have no throttle of their own. */
const THROTTLE = { rateLimit: 2_000, burstLimit: 4_000 };
/**
 * A route with a throttle of its own is counted apart: no flood of requests to other routes uses up what calls need, and
 * a flood to one that takes no token leaves the others usable. All together stay below the quota of an account and
 * region, 10,000 requests a second.
 */
const CALLS_THROTTLE = { ThrottlingRateLimit: 2_000, ThrottlingBurstLimit: 4_000 };
const OPEN_THROTTLE = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 };
/** For each route of these functions. */
const THROTTLES: Partial<Record<HttpFunction, typeof CALLS_THROTTLE>> = { calls: CALLS_THROTTLE };

export interface RoutesProps {
  readonly functions: Readonly<Record<HttpFunction, IFunction>>;
  /** Whose tokens are taken. */
  readonly issuer: string;
  /** Of which a token must name one. */
  readonly audiences: readonly string[];
  readonly notify: ITopic;
}

/** The HTTP API: every route, behind a JWT authorizer unless its access is `none`. */
export class ServiceHttpApi extends Construct {
  /** With its final slash: where the console is. */
  readonly url: string;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new HttpApi(this, 'Api', { apiName: Stack.of(this).stackName, createDefaultStage: false });
    this.url = `${this.#api.apiEndpoint}/`;
  }

  /** Apart from the construction, as the clients of the sign-in need the API's address, and the routes need the clients. */
  addRoutes(props: RoutesProps): void {
    const api = this.#api;
    const authorizer = new HttpJwtAuthorizer('Jwt', props.issuer, { jwtAudience: [...props.audiences] });
    const open = new HttpNoneAuthorizer();
    const throttled: ThrottledRoute[] = [];
    const integrations = new Map<HttpFunction, HttpLambdaIntegration>();
    for (const route of ALL_ROUTES) {
      const integration =
        integrations.get(route.function) ??
        new HttpLambdaIntegration(route.function, props.functions[route.function], {
          scopePermissionToRoute: false,
        });
      integrations.set(route.function, integration);
      const isOpen = route.access.includes('none');
      const routes = api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration,
        authorizer: isOpen ? open : authorizer,
      });
      const throttle = isOpen ? OPEN_THROTTLE : THROTTLES[route.function];
      if (throttle) throttled.push({ key: routeKeyOf(route), routes, throttle });
    }
    const stage = addStage(this, api);
    throttleRoutes(stage, throttled);
    addImpactAlarm(this, 'ServerErrors', {
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      above: 5,
      impact: 'Clients of the API get 5xx answers: calls cannot be authorized and purchases fail.',
      notify: props.notify,
    });
  }
}

interface ThrottledRoute {
  readonly key: string;
  readonly routes: readonly HttpRoute[];
  readonly throttle: typeof CALLS_THROTTLE;
}

/** The stage construct takes only one throttle for all routes. */
function throttleRoutes(stage: HttpStage, throttled: readonly ThrottledRoute[]): void {
  const resource = stage.node.defaultChild;
  if (!(resource instanceof CfnStage)) throw new Error(`${stage.node.path} is not a stage`);
  resource.routeSettings = Object.fromEntries(
    throttled.map(({ key, throttle }) => [key, { ...throttle, DetailedMetricsEnabled: true }]),
  );
  // CloudFormation refuses settings of a route that does not exist yet.
  stage.node.addDependency(...throttled.flatMap(({ routes }) => routes));
}

function addStage(scope: Construct, api: HttpApi): HttpStage {
  const accessLog = new LogGroup(scope, 'AccessLog', {
    retention: logRetention(scope),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const fields = {
    requestId: '$context.requestId',
    time: '$context.requestTimeEpoch',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMilliseconds: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
    subject: '$context.authorizer.claims.sub',
    organization: '$context.authorizer.claims.org',
    sourceIp: '$context.identity.sourceIp',
  };
  return new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: THROTTLE,
    detailedMetricsEnabled: true,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(Stack.of(scope).toJsonString(fields)),
    },
  });
}
