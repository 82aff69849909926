/**
 * Takes the place of the SDK's cache of endpoints in bundles. The client of DynamoDB makes one, and none of its commands
 * uses it: a request goes to the endpoint of its region. A command that used it would fail, and with it its test.
 */
export class EndpointCache {}
