/** Whose tokens the API takes, and how people and machines come by them: of our user pool, or of another issuer. */
import { Duration, Fn } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  OAuthScope,
  type UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolClientOptions,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { MACHINES_SCOPE, RESOURCE_SERVER } from '../../shared/contract/identity.ts';
import { SCOPES_OF_ROLE } from '../../shared/contract/scopes.ts';
import type { Settings } from './settings.ts';

export interface SignIn {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** What `GET /v1/sign-in` responds with. */
  readonly signIn: {
    readonly ISSUER: string;
    readonly CONSOLE_CLIENT_ID: string;
    readonly CLI_CLIENT_ID: string;
    readonly CLI_REDIRECT_URIS: string;
    readonly SIGN_IN_SCOPES: string;
  };
  /** Where the console may send requests to while somebody signs in. */
  readonly origins: { readonly SIGN_IN_ORIGINS: string };
  /** Where people are invited; empty where another issuer knows them. */
  readonly pool: { readonly USER_POOL_ID: string };
  readonly invite: readonly PolicyStatement[];
  /** How tokens of machine clients are asked for; empty where the issuer itself has the clients. */
  readonly machines: {
    readonly ISSUER: string;
    readonly USER_POOL_ID: string;
    readonly MACHINE_CLIENT_ID: string;
  };
  readonly readMachineSecret: readonly PolicyStatement[];
}

export function externalSignIn(settings: Settings): SignIn {
  return {
    issuer: settings.ISSUER,
    audiences: audiencesIn(settings),
    signIn: {
      ISSUER: settings.ISSUER,
      CONSOLE_CLIENT_ID: settings.CONSOLE_CLIENT_ID,
      CLI_CLIENT_ID: settings.CLI_CLIENT_ID,
      CLI_REDIRECT_URIS: settings.CLI_REDIRECT_URIS,
      SIGN_IN_SCOPES: settings.SIGN_IN_SCOPES,
    },
    origins: { SIGN_IN_ORIGINS: `${settings.ISSUER} ${settings.SIGN_IN_ORIGINS}`.trim() },
    pool: { USER_POOL_ID: '' },
    invite: [],
    machines: { ISSUER: settings.ISSUER, USER_POOL_ID: '', MACHINE_CLIENT_ID: '' },
    readMachineSecret: [],
  };
}

function audiencesIn({ AUDIENCES }: Settings): string[] {
  const audiences: unknown = JSON.parse(AUDIENCES);
  return Array.isArray(audiences) ? audiences.map(String) : [];
}

export interface UserPoolSignInProps {
  readonly people: UserPool;
  readonly domain: UserPoolDomain;
  readonly resourceServer: UserPoolResourceServer;
  readonly settings: Settings;
  /** Where the console is, with its final slash. */
  readonly apiUrl: string;
}

/** The three clients of the pool: of the console and of the command line, which keep no secret, and of all machines. */
export class UserPoolSignIn extends Construct implements SignIn {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly signIn: SignIn['signIn'];
  readonly origins: SignIn['origins'];
  readonly pool: SignIn['pool'];
  readonly invite: SignIn['invite'];
  readonly machines: SignIn['machines'];
  readonly readMachineSecret: SignIn['readMachineSecret'];

  constructor(scope: Construct, id: string, props: UserPoolSignInProps) {
    super(scope, id);
    const { people, domain, settings, apiUrl } = props;
    const consoleUrls = settings.CONSOLE_URL ? [apiUrl, settings.CONSOLE_URL] : [apiUrl];
    const ofConsole = this.#addClientOfPeople('Console', people, {
      callbackUrls: consoleUrls,
      logoutUrls: consoleUrls,
    });
    const ofCli = this.#addClientOfPeople('CommandLine', people, {
      callbackUrls: CLI_REDIRECT_URIS,
      logoutUrls: CLI_REDIRECT_URIS,
    });
    const ofMachines = this.#addClientOfMachines(props);
    const clients = [ofConsole, ofCli, ofMachines];
    const [consoleId, cliId, machineId] = clients.map((client) => client.userPoolClientId);
    this.issuer = people.userPoolProviderUrl;
    // The settings name clients of operators' own programs.
    this.audiences = [...clients.map((client) => client.userPoolClientId), ...audiencesIn(settings)];
    this.signIn = {
      ISSUER: this.issuer,
      CONSOLE_CLIENT_ID: consoleId ?? '',
      CLI_CLIENT_ID: cliId ?? '',
      CLI_REDIRECT_URIS: JSON.stringify(CLI_REDIRECT_URIS),
      SIGN_IN_SCOPES: PEOPLE_SCOPES.map((asked) => asked.scopeName).join(' '),
    };
    this.origins = { SIGN_IN_ORIGINS: Fn.join(' ', [this.issuer, domain.baseUrl()]) };
    this.pool = { USER_POOL_ID: people.userPoolId };
    this.machines = {
      ISSUER: this.issuer,
      USER_POOL_ID: people.userPoolId,
      MACHINE_CLIENT_ID: machineId ?? '',
    };
    const onPool = (action: string) =>
      new PolicyStatement({ actions: [`cognito-idp:${action}`], resources: [people.userPoolArn] });
    this.invite = [onPool('AdminCreateUser')];
    this.readMachineSecret = [onPool('DescribeUserPoolClient')];
  }

  #addClientOfPeople(
    name: string,
    userPool: UserPool,
    urls: { readonly callbackUrls: readonly string[]; readonly logoutUrls: readonly string[] },
  ): UserPoolClient {
    const client = new UserPoolClient(this, name, {
      ...SHORT_LIVED,
      userPool,
      generateSecret: false,
      // Only the sign-in pages are used; without a flow here Cognito would allow several.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [...PEOPLE_SCOPES],
        callbackUrls: [...urls.callbackUrls],
        logoutUrls: [...urls.logoutUrls],
      },
      refreshTokenValidity: SESSION,
      refreshTokenRotationGracePeriod: Duration.seconds(60),
    });
    // The sign-in pages of a client that has no style do not open.
    new CfnManagedLoginBranding(this, `${name}Pages`, {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  /** One for the machines of all organizations: the API takes 50 audiences at most, and Cognito bills each client. */
  #addClientOfMachines({ people: userPool, resourceServer }: UserPoolSignInProps): UserPoolClient {
    const scopes = [MACHINES_SCOPE, ...SCOPES_OF_ROLE.owner].map((name) =>
      OAuthScope.custom(`${RESOURCE_SERVER}/${name}`),
    );
    const client = new UserPoolClient(this, 'Machines', {
      ...SHORT_LIVED,
      userPool,
      generateSecret: true,
      authFlows: { userSrp: true },
      oAuth: { flows: { clientCredentials: true }, scopes },
    });
    client.node.addDependency(resourceServer);
    return client;
  }
}

/** Cognito compares a redirect URI with its port, so the command line listens on one of these. */
const CLI_REDIRECT_URIS = [8976, 8977, 8978].map((port) => `http://localhost:${port}/callback`);
const PEOPLE_SCOPES = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE];
/** What changes in our records is in a token of an hour later at the latest. */
const SHORT_LIVED = {
  supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
  preventUserExistenceErrors: true,
  enableTokenRevocation: true,
  accessTokenValidity: Duration.hours(1),
  idTokenValidity: Duration.hours(1),
} satisfies UserPoolClientOptions;
/** A person who stays away for longer signs in again. */
const SESSION = Duration.days(7);
