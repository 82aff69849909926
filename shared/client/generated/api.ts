// Written by `npm run write-client-types` from the API document.
export interface paths {
    readonly "/v1/organizations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List organizations by id, or search them
         * @description Needs a token with the scope `operator`.
         */
        readonly get: operations["listOrganizations"];
        readonly put?: never;
        /**
         * Onboard an organization
         * @description Needs a token with the scope `operator`.
         */
        readonly post: operations["createOrganization"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get the settings of an organization
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getOrganization"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Change settings of an organization; some of them only an operator may change
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly patch: operations["patchOrganization"];
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/payment-method": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set the payment method, which also resumes an auto-recharge that declines suspended
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly put: operations["putPaymentMethod"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/payment-methods": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List the payment methods in the order in which they are charged
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listPaymentMethods"];
        readonly put?: never;
        /**
         * Add a payment method; one that is there already stays one
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly post: operations["addPaymentMethod"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/payment-methods/sessions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Open the gateway's page on which the payer enters a card to be kept
         * @description Needs a token with the scope `billing:write` or `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["openMethodSession"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/payment-methods/{method}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a payment method; the last one stays while auto-recharge is on
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly delete: operations["removePaymentMethod"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Move a payment method in the order, or change its billing details
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly patch: operations["patchPaymentMethod"];
        readonly trace?: never;
    };
    readonly "/v1/products": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List what can be bought: credits, with their limits in a currency, and licenses
         * @description Needs a token with any scope.
         */
        readonly get: operations["listMarketplace"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/products": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get what the organization owns: credits, auto-recharge, payment method and licenses
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getProducts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/auto-recharge": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get the settings and the state of auto-recharge
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getAutoRecharge"];
        /**
         * Set auto-recharge; a setting that is left out stays as it is
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly put: operations["putAutoRecharge"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/me": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get who asks, and the organizations that the person may choose from
         * @description Needs a token with any scope.
         */
        readonly get: operations["getMe"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/me/organization": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Choose the organization for which the next token of the person is
         * @description Needs a token with any scope.
         */
        readonly put: operations["chooseOrganization"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/members": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List the people who may sign in for the organization
         * @description Needs a token with the scope `members:write` or `licenses:read` or `licenses:write` or `operator`.
         */
        readonly get: operations["listMembers"];
        readonly put?: never;
        /**
         * Invite a person by e-mail address
         * @description Needs a token with the scope `members:write` or `operator`.
         */
        readonly post: operations["inviteMember"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/members/{member}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a member
         * @description Needs a token with the scope `members:write` or `operator`.
         */
        readonly delete: operations["removeMember"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change the role of a member
         * @description Needs a token with the scope `members:write` or `operator`.
         */
        readonly patch: operations["patchMember"];
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/clients": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List the programs that get tokens of the organization
         * @description Needs a token with the scope `members:write` or `licenses:read` or `licenses:write` or `operator`.
         */
        readonly get: operations["listClients"];
        readonly put?: never;
        /**
         * Add a program; the answer has its secret
         * @description Needs a token with the scope `members:write` or `operator`.
         */
        readonly post: operations["createClient"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/clients/{client}/rotate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Give a program another secret; the earlier one stays valid for a while
         * @description Needs a token with the scope `members:write` or `operator`.
         */
        readonly post: operations["replaceClientSecret"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/clients/{client}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a program: it gets no more tokens
         * @description Needs a token with the scope `members:write` or `operator`.
         */
        readonly delete: operations["removeClient"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/oauth/token": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Get a token for a program (RFC 6749 section 4.4)
         * @description Needs no token.
         */
        readonly post: operations["issueToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/purchases": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List purchases and recharges
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listPurchases"];
        readonly put?: never;
        /**
         * Fund credits
         * @description Needs a token with the scope `billing:write` or `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["createPurchase"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/purchases/{purchase}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One purchase or recharge
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getPurchase"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/purchases/{purchase}/next-action": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Get another link for the payer of a purchase or recharge that waits for one
         * @description Needs a token with the scope `billing:write` or `operator`.
         */
        readonly post: operations["renewNextAction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/purchases/{purchase}/refund": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Refund what is unspent of a purchase or recharge
         * @description Needs a token with the scope `billing:write` or `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["refundPurchase"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/grants": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Grant credits that nobody pays for
         * @description Needs a token with the scope `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["createGrant"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/lots/{lot}/extend": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Put off the expiry of a lot that has not expired
         * @description Needs a token with the scope `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["extendLot"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/lots/{lot}/write-off": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Write off what is unspent of a lot, and not held for calls
         * @description Needs a token with the scope `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["writeOffLot"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/lots/{lot}/move": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Move unspent credits to another organization, where they become a grant with the same expiry
         * @description Needs a token with the scope `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["moveCredits"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/opening-balances": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Give the opening balances of a table, each once by its reference
         * @description Needs a token with the scope `operator`.
         */
        readonly post: operations["sendOpeningBalances"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List users by their ids, or search their names
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `operator`.
         */
        readonly get: operations["listUsers"];
        readonly put?: never;
        /**
         * Add a user; under the id of a removed user, the user comes back without licenses
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly post: operations["createUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/users/{user}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get a user, by id or by user principal name
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `operator`.
         */
        readonly get: operations["getUser"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a user, whose licenses return to the organization; on request, erase the personal data
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly delete: operations["deleteUser"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a user
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly patch: operations["patchUser"];
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/users/import": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Add the users of an export of the directory, or change them
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly post: operations["importUsers"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/licenses": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List all SKUs with how many licenses are bought and assigned
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `operator`.
         */
        readonly get: operations["listLicenses"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/licenses/{sku}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set how many licenses of a SKU the organization has
         * @description Needs a token with the scope `operator`.
         */
        readonly put: operations["setLicenseQuantity"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/users/{user}/licenses/{sku}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Assign a license to a user; one that the user holds already changes nothing
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly put: operations["assignLicense"];
        readonly post?: never;
        /**
         * Remove a license from a user; one that the user does not hold changes nothing
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly delete: operations["removeLicense"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/license-assignments": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Assign a license to a list of users, or remove it from them
         * @description Needs a token with the scope `licenses:write` or `operator`.
         */
        readonly post: operations["assignMany"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/license-assignments/{job}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get the progress of a list, with the lines that failed
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `operator`.
         */
        readonly get: operations["getAssignments"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/calls/{call}/authorization": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * May this call start, and for how long
         * @description Needs a token with the scope `calls:write` or `operator`.
         */
        readonly post: operations["authorizeCall"];
        /**
         * Release the lease of a call that never connected
         * @description Needs a token with the scope `calls:write` or `operator`.
         */
        readonly delete: operations["releaseCall"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/calls/{call}/authorization/renewals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Extend the lease
         * @description Needs a token with the scope `calls:write` or `operator`.
         */
        readonly post: operations["renewLease"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/usage": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Usage report
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getUsage"];
        readonly put?: never;
        /**
         * Report finished calls
         * @description Needs a token with the scope `calls:write` or `operator`.
         */
        readonly post: operations["reportUsage"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/calls/{call}/void": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Void a settled call
         * @description Needs a token with the scope `billing:write` or `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["voidCall"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/calls/{call}/correction": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Correct the duration of a settled call
         * @description Needs a token with the scope `billing:write` or `operator`. Moves money: needs an `Idempotency-Key`.
         */
        readonly post: operations["correctCall"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What the last audit of the books found, rule by rule; they are audited every day
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/calls/{call}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One call
         * @description Needs a token with the scope `calls:write` or `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getCall"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/balance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Balance, held, available, debt
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getBalance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/lots": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Credit lots in the order of spending: bought ones oldest first
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listLots"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/ledger": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Every movement, newest first
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listEntries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/pools": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Minute pools of a month; a user of several plans draws on them by their order
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listPools"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/invoices": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List invoices
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listInvoices"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/invoices/{invoice}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One invoice, JSON or printable
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getInvoice"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/jobs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List the jobs of the last 90 days that the scopes of the token may see, newest first
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `calls:write` or `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listJobs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/journal": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Every change of settings, licenses, members and clients, and of money by hand, newest first
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listJournal"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/revenue": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Deferred revenue, recognized use and breakage of a month, by currency and by organization
         * @description Needs a token with the scope `operator`.
         */
        readonly get: operations["getRevenue"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/documents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List invoices, credit notes or monthly statements, newest first
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["listDocuments"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/documents/{document}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One invoice, credit note or statement: JSON, a page to print, or PDF; a statement as CSV, too
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getDocument"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/exports": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Export usage, ledger or invoices of a period as files
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly post: operations["createExport"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/jobs/{job}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get the progress of a job, and links to the files of an export
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `calls:write` or `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getJob"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/jobs/{job}/failures": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get the lines of a job that failed or have a warning so far, as CSV, at most 1,000 at once
         * @description Needs a token with the scope `licenses:read` or `licenses:write` or `calls:write` or `billing:read` or `billing:write` or `operator`.
         */
        readonly get: operations["getJobFailures"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{org}/quotes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Quote a call: who would pay, and how much; nothing is held or stored
         * @description Needs a token with the scope `billing:read` or `billing:write` or `operator`.
         */
        readonly post: operations["quoteCall"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/rate-decks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List rate decks, the one that takes effect last first
         * @description Needs a token with any scope.
         */
        readonly get: operations["listRateDecks"];
        readonly put?: never;
        /**
         * Publish a rate deck, or with dryRun=true see what it would change
         * @description Needs a token with the scope `operator`.
         */
        readonly post: operations["publishRateDeck"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/rates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get the published rate of a number
         * @description Needs a token with any scope.
         */
        readonly get: operations["getRate"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/webhooks/{gateway}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Receive an event of the payment gateway, signed by it
         * @description Needs no token.
         */
        readonly post: operations["receiveWebhook"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get this document
         * @description Needs no token.
         */
        readonly get: operations["getApiDocument"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/sign-in": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get where people sign in
         * @description Needs no token.
         */
        readonly get: operations["getSignIn"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Whether the service is up; deep=true redirects to /health/deep
         * @description Needs no token.
         */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/deep": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Whether the tables and the payment gateway respond
         * @description Needs a token with the scope `operator`.
         */
        readonly get: operations["getDeepHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The console: a page for administrators
         * @description Needs no token.
         */
        readonly get: operations["getConsole"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/docs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Show the API document as a page
         * @description Needs no token.
         */
        readonly get: operations["getApiPage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly Organization: {
            /** @description Chosen by the operator when onboarding; it never changes. */
            readonly id: string;
            /** @description The name on invoices that are issued from now on. */
            readonly name: string;
            /** @description Where it is billed: an ISO 3166-1 alpha-2 code. */
            readonly country: string;
            /** @description The ISO 4217 code of all its money. It never changes. */
            readonly currency: string;
            /**
             * @description Its agreement with Microsoft. Under MCA credits are funded by auto-recharge alone.
             * @enum {string}
             */
            readonly agreement: "MOSA" | "MCA";
            /**
             * @description While it is suspended, only emergency calls are allowed.
             * @enum {string}
             */
            readonly status: "active" | "suspended";
            /** @description The operator's reason for the latest change of `status`; null without one. */
            readonly statusReason: string | null;
            /**
             * @description Once credits were funded: whether every call needs a user with the credits license, or only calls that credits pay for.
             * @enum {string}
             */
            readonly creditsLicenseRequiredFor: "every-call" | "paid-calls";
            /** @description What credits do not pay is billed after the end of the month. */
            readonly payAsYouGo: boolean;
            /** @description Whether credits were ever funded. */
            readonly funded: boolean;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
        };
        readonly PaymentMethod: {
            /** @description `pm_…` */
            readonly id: string;
            /** @description Its place in the order of charging; the first is charged first. */
            readonly position: number;
            /** @description The payment gateway's token; no card data is stored. */
            readonly token: string;
            /** @description What a person knows it by, such as `visa ending in 4242`; null without a label. */
            readonly label: string | null;
            /** @description What a card is known by; null for another kind, and where the gateway names none. */
            readonly card: {
                readonly brand: string;
                readonly last4: string;
                /** @description The last month in which it can be charged. */
                readonly expiresMonth: string;
            } | null;
            /** @description Whether the month in which the card expires is over; its charges are declined. */
            readonly expired: boolean;
            /** @description Whether `PaymentMethodExpiring` has warned that the card expires, and it has not yet. */
            readonly expiresSoon: boolean;
            /** @description The lines of the address by their names, in the order in which they were sent. */
            readonly billingAddress: {
                readonly [key: string]: string;
            };
            /** @description The organization's own reference, which invoices repeat. */
            readonly purchaseOrder: string | null;
            /** @description The organization's tax id as it was given, which invoices repeat. */
            readonly taxId: string | null;
            /** @description Where the payment gateway writes to the payer; null for nowhere. */
            readonly email: string | null;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly setAt: string;
        };
        readonly MethodSession: {
            /** @description The gateway's page, on which the payer enters a card. */
            readonly url: string;
            /**
             * Format: date-time
             * @description When the page closes.
             */
            readonly expiresAt: string;
        };
        /** @description The credits, or a license that the operator sells. */
        readonly Product: components["schemas"]["CreditsProduct"] | components["schemas"]["LicenseProduct"];
        readonly CreditsProduct: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "credits";
            /** @constant */
            readonly sku: "COMMUNICATIONS_CREDITS";
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @description The smallest funding, in major units of `currency`. */
            readonly minimum: string;
            /** @description The largest funding, in major units of `currency`. */
            readonly maximum: string;
            /** @description Months from the purchase of credits to the expiry of what is left of them. */
            readonly termMonths: number;
        };
        readonly LicenseProduct: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "license";
            /** @enum {string} */
            readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
        };
        readonly OwnedProducts: {
            readonly credits: {
                /** @description An ISO 4217 code. */
                readonly currency: string;
                /** @description What is in lots that have not expired, in major units. */
                readonly balance: string;
                /** @description What a call that begins now may spend: nothing while there is a debt, in major units. */
                readonly available: string;
                /** @description What calls cost beyond the credits, in major units. */
                readonly debt: string;
                /** @description The smallest funding, in major units; null where credits are not sold in the currency. */
                readonly minimum: string | null;
                /** @description The largest funding, in major units; null where credits are not sold in the currency. */
                readonly maximum: string | null;
                /** @description Months from the purchase of credits to the expiry of what is left of them. */
                readonly termMonths: number;
            };
            readonly autoRecharge: components["schemas"]["AutoRecharge"];
            /** @description Null until one is set. */
            readonly paymentMethod: components["schemas"]["PaymentMethod"] | null;
            /** @description The SKUs with a purchased quantity. */
            readonly licenses: readonly components["schemas"]["License"][];
        };
        readonly AutoRecharge: {
            readonly enabled: boolean;
            /** @description What a recharge adds, or a multiple of it, in major units; `0.00` until it is set. */
            readonly amount: string;
            /** @description A recharge begins when the balance less the debt is below this, in major units. */
            readonly threshold: string;
            /** @description The most that is recharged in a calendar month (UTC), in major units; null without a cap, which only an operator can allow. */
            readonly monthlyCap: string | null;
            /** @description The cap was not chosen: it follows from the amount and the currency. */
            readonly monthlyCapIsDefault: boolean;
            /** @description The most charges that may begin within an hour, declined ones included. */
            readonly rechargesPerHour: number;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * @description `off` while not enabled, unless an earlier charge is in flight; `needs-payer` while the bank wants the payer to confirm a charge; `backing-off` until `retryAt`; `suspended` until a payment method is set or a purchase succeeds.
             * @enum {string}
             */
            readonly status: "off" | "idle" | "in-flight" | "needs-payer" | "backing-off" | "suspended";
            /** @description Why it is backing off or suspended: `declined:` with the code of the gateway, `monthly-cap-reached`, `hourly-limit-reached`, `amount-above-maximum`, `currency-not-sold`, `needs-payer`, `chargeback` or `payment-method-required`. In flight: why it will be suspended once the charge has its outcome. Otherwise null. */
            readonly reason: string | null;
            /** @description When a back-off ends; null without one. */
            readonly retryAt: string | null;
            /** @description The recharge that is in flight or waits for its payer; null without one. */
            readonly purchase: string | null;
            /** @description What the payer of that recharge has to do; null unless the status is `needs-payer`. */
            readonly nextAction: components["schemas"]["NextAction"] | null;
            /** @description The third in a row suspends it. */
            readonly consecutiveDeclines: number;
            /** @description What was recharged or is in flight in this calendar month (UTC), in major units. */
            readonly rechargedThisMonth: string;
        };
        /** @description What the payer has to do before the gateway decides. */
        readonly NextAction: components["schemas"]["RedirectAction"] | components["schemas"]["TransferAction"];
        readonly RedirectAction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "redirect";
            /** @description A page of the gateway or of the bank, for the browser of the payer. */
            readonly url: string;
            /** @description When the link ends; null where the gateway names no end. */
            readonly expiresAt: string | null;
        };
        readonly TransferAction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "transfer";
            /** @description What the payer writes beside the transfer. */
            readonly reference: string;
            /** @description The account to pay into, by the names that banks use, such as `iban` and `bic`. */
            readonly account: {
                readonly [key: string]: string;
            };
            /** @description What has not arrived yet. In major units, as a decimal. */
            readonly remaining: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
        };
        readonly License: {
            /** @enum {string} */
            readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            /** @description How many licenses the organization has. */
            readonly quantity: number;
            /** @description How many of them users hold. */
            readonly assigned: number;
            /** @description How many are left to assign. */
            readonly available: number;
        };
        readonly Me: {
            /** @description The id at the issuer. */
            readonly subject: string | null;
            readonly name: string | null;
            readonly email: string | null;
            /** @enum {string} */
            readonly kind: "person" | "client";
            /** @description Whether the token is for every organization. */
            readonly operator: boolean;
            /** @description The one that the token is for; null for an operator, and for a token of none. */
            readonly organization: string | null;
            /** @description Those that the person may choose from. */
            readonly organizations: readonly {
                readonly id: string;
                readonly name: string;
                /** @description Null where the issuer, not this service, knows the person. */
                readonly role: ("owner" | "billing" | "licenses" | "auditor") | null;
            }[];
            readonly scopes: readonly ("operator" | "billing:read" | "billing:write" | "licenses:read" | "licenses:write" | "members:write" | "calls:write")[];
        };
        readonly Member: {
            readonly id: string;
            /** @description The address with which the person signs in. */
            readonly email: string;
            /** @description As it was at the last sign-in; before the first, that of the invitation, or null. */
            readonly name: string | null;
            /**
             * @description `owner` does everything in the organization, `billing` sees to its money, `licenses` to its users and their licenses; `auditor` reads everything and changes nothing.
             * @enum {string}
             */
            readonly role: "owner" | "billing" | "licenses" | "auditor";
            /**
             * @description A member is `invited` until the first sign-in, and `active` from then on.
             * @enum {string}
             */
            readonly status: "invited" | "active";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly invitedAt: string;
            readonly joinedAt: string | null;
        };
        readonly InvitedMember: {
            readonly id: string;
            /** @description The address with which the person signs in. */
            readonly email: string;
            /** @description As it was at the last sign-in; before the first, that of the invitation, or null. */
            readonly name: string | null;
            /**
             * @description `owner` does everything in the organization, `billing` sees to its money, `licenses` to its users and their licenses; `auditor` reads everything and changes nothing.
             * @enum {string}
             */
            readonly role: "owner" | "billing" | "licenses" | "auditor";
            /**
             * @description A member is `invited` until the first sign-in, and `active` from then on.
             * @enum {string}
             */
            readonly status: "invited" | "active";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly invitedAt: string;
            readonly joinedAt: string | null;
            /**
             * @description `mailed`: the person gets a mail with the password of the first sign-in. `has-account`: the person signs in as before. `not-mailed`: the mail could not be sent; invite again.
             * @enum {string}
             */
            readonly invitation: "mailed" | "has-account" | "not-mailed";
        };
        readonly Client: {
            readonly id: string;
            /** @description The `id`: with it, as `client_id`, the program asks for tokens. */
            readonly clientId: string;
            readonly name: string;
            /** @description Null for a client that has scopes of its own. */
            readonly role: ("owner" | "billing" | "licenses" | "auditor" | "platform") | null;
            /** @description What its tokens allow. */
            readonly scopes: readonly ("operator" | "billing:read" | "billing:write" | "licenses:read" | "licenses:write" | "members:write" | "calls:write")[];
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When its last secret was made.
             */
            readonly secretCreatedAt: string;
            /** @description Until this instant the secret before the last one is valid, too; null if it is not. */
            readonly earlierSecretValidUntil: string | null;
            /** @description The day in UTC on which it got its last token; null before the first. */
            readonly lastUsedOn: string | null;
        };
        readonly ClientWithSecret: {
            readonly id: string;
            /** @description The `id`: with it, as `client_id`, the program asks for tokens. */
            readonly clientId: string;
            readonly name: string;
            /** @description Null for a client that has scopes of its own. */
            readonly role: ("owner" | "billing" | "licenses" | "auditor" | "platform") | null;
            /** @description What its tokens allow. */
            readonly scopes: readonly ("operator" | "billing:read" | "billing:write" | "licenses:read" | "licenses:write" | "members:write" | "calls:write")[];
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When its last secret was made.
             */
            readonly secretCreatedAt: string;
            /** @description Until this instant the secret before the last one is valid, too; null if it is not. */
            readonly earlierSecretValidUntil: string | null;
            /** @description The day in UTC on which it got its last token; null before the first. */
            readonly lastUsedOn: string | null;
            /** @description The `client_secret`: no other answer has it. */
            readonly clientSecret: string;
        };
        readonly AccessToken: {
            readonly access_token: string;
            /** @constant */
            readonly token_type: "Bearer";
            /** @description Seconds until the token expires: an hour at most. */
            readonly expires_in: number;
            /** @description The scopes of the token, with spaces between them. */
            readonly scope: string;
        };
        /** @description A purchase that was charged, with the lot that it funded and its invoice. */
        readonly FundedPurchase: {
            /** @description `pur_…` for a purchase, `rch_…` for a recharge. */
            readonly id: string;
            /**
             * @description `purchase`: made by hand. `recharge`: made by auto-recharge.
             * @enum {string}
             */
            readonly kind: "purchase" | "recharge";
            /**
             * @description The same as `kind`.
             * @enum {string}
             */
            readonly source: "purchase" | "recharge";
            /**
             * @description `pending` while the gateway has not decided; `failed` when it declined; `refunded` once all of it was paid back.
             * @enum {string}
             */
            readonly status: "pending" | "succeeded" | "failed" | "refunded";
            /** @description The credits that are bought. In major units, as a decimal. */
            readonly amount: string;
            /** @description What is charged on top of `amount`. In major units, as a decimal. */
            readonly tax: string;
            /** @description What is charged: `amount` and `tax`. In major units, as a decimal. */
            readonly total: string;
            /** @description What was paid back of `amount` so far. In major units, as a decimal. */
            readonly refunded: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description When the gateway had decided; null while it has not. */
            readonly finishedAt: string | null;
            /** @description Why it failed, in the gateway's machine-readable word; null otherwise. */
            readonly reason: string | null;
            /**
             * @description By the stored method, on a page of the gateway, or by a bank transfer.
             * @enum {string}
             */
            readonly pay: "stored" | "hosted" | "bank-transfer";
            /** @description What the payer has to do; null once it is decided, and while the gateway decides by itself. */
            readonly nextAction: components["schemas"]["NextAction"] | null;
            /** @description What was transferred beyond it, or for it in vain when it failed: the gateway keeps it for the payer. It is what was there when this purchase ended; a later one may have used it since, or kept it in turn. In major units, as a decimal. */
            readonly excess: string;
            /** @description The lot that it funded; null until it is charged. */
            readonly lotId: string | null;
            /** @description Its invoice; null until it is charged. */
            readonly invoiceId: string | null;
            /** @description Who did it; null for what was stored without one. */
            readonly actor: components["schemas"]["Actor"] | null;
            readonly lot: components["schemas"]["Lot"];
            readonly invoice: components["schemas"]["Invoice"];
        };
        /** @description Who made a change. */
        readonly Actor: {
            /**
             * @description `person` and `client`: of the organization. `operator`: a person or a client that operates the deployment. `schedule`: a function that runs by itself. `gateway`: the payment gateway.
             * @enum {string}
             */
            readonly kind: "person" | "client" | "operator" | "schedule" | "gateway";
            /** @description The issuer's id of a person, the id of a client, or the name of a schedule. */
            readonly id: string;
            /** @description As the token had it; null where it had none. */
            readonly name: string | null;
        };
        /** @description A credit lot: what one purchase, recharge or grant brought, and what became of it. */
        readonly Lot: {
            /** @description A credit lot: `lot_…` of what was bought, `gra_…` or `res_…` of a grant. */
            readonly id: string;
            /** @description What was funded or granted: `remaining + used + forfeited + withdrawn`. In major units, as a decimal. */
            readonly amount: string;
            /** @description What is left for new calls. In major units, as a decimal. */
            readonly remaining: string;
            /** @description What calls and debts took. In major units, as a decimal. */
            readonly used: string;
            /** @description What was left when the lot expired. In major units, as a decimal. */
            readonly forfeited: string;
            /** @description The part of `forfeited` that has no ledger entry yet: late records of calls from before the expiry may still draw on it. In major units, as a decimal. */
            readonly unbooked: string;
            /** @description What refunds and chargebacks took back, and what an operator wrote off or moved elsewhere. In major units, as a decimal. */
            readonly withdrawn: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly purchasedAt: string;
            /**
             * Format: date-time
             * @description The lot pays for calls that started before this instant.
             */
            readonly expiresAt: string;
            readonly expired: boolean;
            /**
             * @description `purchase`, `recharge`: paid. `grant`: given by an operator, and never paid back as money.
             * @enum {string}
             */
            readonly source: "purchase" | "recharge" | "grant";
            /** @description Only of a grant. */
            readonly grant?: {
                /** @enum {string} */
                readonly kind: "promotion" | "goodwill" | "migration" | "transfer-in";
                /** @description Why, as the request said. */
                readonly reason: string;
                /** @description The operator's own name for it. */
                readonly reference: string;
            };
            /**
             * @description `open` while new calls may draw on it; `closed` once it is empty or expired.
             * @enum {string}
             */
            readonly status: "open" | "closed";
        };
        /** @description An invoice, as lists and purchases show it. */
        readonly Invoice: {
            /** @description `inv_` and the number of the invoice in eight digits. */
            readonly id: string;
            /** @description Counts from 1 within the organization, without gaps. */
            readonly number: number;
            /**
             * @description What it is for: a purchase, a recharge, or a month of postpaid calls.
             * @enum {string}
             */
            readonly kind: "purchase" | "recharge" | "postpaid";
            /** @description The purchase or recharge that it is for; null on a postpaid invoice. */
            readonly orderId: string | null;
            /** @description The month of a postpaid invoice; null on others. */
            readonly period: string | null;
            readonly description: string;
            /** @description What is to be paid, tax included. In major units, as a decimal. */
            readonly amount: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly issuedAt: string;
        };
        /** @description A purchase or a recharge. */
        readonly Purchase: {
            /** @description `pur_…` for a purchase, `rch_…` for a recharge. */
            readonly id: string;
            /**
             * @description `purchase`: made by hand. `recharge`: made by auto-recharge.
             * @enum {string}
             */
            readonly kind: "purchase" | "recharge";
            /**
             * @description The same as `kind`.
             * @enum {string}
             */
            readonly source: "purchase" | "recharge";
            /**
             * @description `pending` while the gateway has not decided; `failed` when it declined; `refunded` once all of it was paid back.
             * @enum {string}
             */
            readonly status: "pending" | "succeeded" | "failed" | "refunded";
            /** @description The credits that are bought. In major units, as a decimal. */
            readonly amount: string;
            /** @description What is charged on top of `amount`. In major units, as a decimal. */
            readonly tax: string;
            /** @description What is charged: `amount` and `tax`. In major units, as a decimal. */
            readonly total: string;
            /** @description What was paid back of `amount` so far. In major units, as a decimal. */
            readonly refunded: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description When the gateway had decided; null while it has not. */
            readonly finishedAt: string | null;
            /** @description Why it failed, in the gateway's machine-readable word; null otherwise. */
            readonly reason: string | null;
            /**
             * @description By the stored method, on a page of the gateway, or by a bank transfer.
             * @enum {string}
             */
            readonly pay: "stored" | "hosted" | "bank-transfer";
            /** @description What the payer has to do; null once it is decided, and while the gateway decides by itself. */
            readonly nextAction: components["schemas"]["NextAction"] | null;
            /** @description What was transferred beyond it, or for it in vain when it failed: the gateway keeps it for the payer. It is what was there when this purchase ended; a later one may have used it since, or kept it in turn. In major units, as a decimal. */
            readonly excess: string;
            /** @description The lot that it funded; null until it is charged. */
            readonly lotId: string | null;
            /** @description Its invoice; null until it is charged. */
            readonly invoiceId: string | null;
            /** @description Who did it; null for what was stored without one. */
            readonly actor: components["schemas"]["Actor"] | null;
        };
        /** @description A purchase, with its lot and its invoice once it has them. */
        readonly PurchaseDetails: {
            /** @description `pur_…` for a purchase, `rch_…` for a recharge. */
            readonly id: string;
            /**
             * @description `purchase`: made by hand. `recharge`: made by auto-recharge.
             * @enum {string}
             */
            readonly kind: "purchase" | "recharge";
            /**
             * @description The same as `kind`.
             * @enum {string}
             */
            readonly source: "purchase" | "recharge";
            /**
             * @description `pending` while the gateway has not decided; `failed` when it declined; `refunded` once all of it was paid back.
             * @enum {string}
             */
            readonly status: "pending" | "succeeded" | "failed" | "refunded";
            /** @description The credits that are bought. In major units, as a decimal. */
            readonly amount: string;
            /** @description What is charged on top of `amount`. In major units, as a decimal. */
            readonly tax: string;
            /** @description What is charged: `amount` and `tax`. In major units, as a decimal. */
            readonly total: string;
            /** @description What was paid back of `amount` so far. In major units, as a decimal. */
            readonly refunded: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description When the gateway had decided; null while it has not. */
            readonly finishedAt: string | null;
            /** @description Why it failed, in the gateway's machine-readable word; null otherwise. */
            readonly reason: string | null;
            /**
             * @description By the stored method, on a page of the gateway, or by a bank transfer.
             * @enum {string}
             */
            readonly pay: "stored" | "hosted" | "bank-transfer";
            /** @description What the payer has to do; null once it is decided, and while the gateway decides by itself. */
            readonly nextAction: components["schemas"]["NextAction"] | null;
            /** @description What was transferred beyond it, or for it in vain when it failed: the gateway keeps it for the payer. It is what was there when this purchase ended; a later one may have used it since, or kept it in turn. In major units, as a decimal. */
            readonly excess: string;
            /** @description The lot that it funded; null until it is charged. */
            readonly lotId: string | null;
            /** @description Its invoice; null until it is charged. */
            readonly invoiceId: string | null;
            /** @description Who did it; null for what was stored without one. */
            readonly actor: components["schemas"]["Actor"] | null;
            /** @description Absent until the purchase is charged. */
            readonly lot?: components["schemas"]["Lot"];
            /** @description Absent until the purchase is charged. */
            readonly invoice?: components["schemas"]["Invoice"];
        };
        /** @description What is paid back of a purchase or recharge, with the lot that it was taken from. */
        readonly Refund: {
            /** @description `ref_…` */
            readonly id: string;
            /** @description The purchase or recharge that is paid back. */
            readonly purchase: string;
            /**
             * @description `pending` while the gateway has not decided.
             * @enum {string}
             */
            readonly status: "pending" | "succeeded";
            /** @description The credits that are given back. In major units, as a decimal. */
            readonly amount: string;
            /** @description What is paid back on top of `amount`. In major units, as a decimal. */
            readonly tax: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description Who did it; null for what was stored without one. */
            readonly actor: components["schemas"]["Actor"] | null;
            /** @description Why, as the request said; null if it did not. */
            readonly reason: string | null;
            readonly lot: components["schemas"]["Lot"];
        };
        /** @description Credits that went from one organization to another, with both lots as they are now. */
        readonly MovedCredits: {
            /** @description `bkg_…`: the ledger entries of both organizations refer to it. */
            readonly booking: string;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly amount: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            readonly from: components["schemas"]["Lot"];
            /** @description The organization that has them, and the lot that they became. */
            readonly to: {
                readonly organization: string;
                readonly lot: components["schemas"]["Lot"];
            };
        };
        /** @description What became of a table of opening balances, line by line. */
        readonly OpeningBalances: {
            readonly dryRun: boolean;
            readonly given: number;
            readonly alreadyGiven: number;
            readonly refused: number;
            readonly left: number;
            readonly lines: readonly components["schemas"]["OpeningBalanceLine"][];
        };
        /** @description What became of a line of opening balances. */
        readonly OpeningBalanceLine: {
            /** @description Of the table, counted from 1 with its header. */
            readonly line: number;
            readonly organization: string;
            readonly reference: string;
            /**
             * @description `given`: or would be, in a dry run. `already-given`: by an earlier request with the same line. `left`: the time was up; send the table again.
             * @enum {string}
             */
            readonly status: "given" | "already-given" | "refused" | "left";
            /** @description The lot that was given. */
            readonly lot?: string;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly amount?: string;
            /** @description Why the line was refused, for programs. */
            readonly code?: string;
            /** @description Why, for people. */
            readonly detail?: string;
        };
        readonly User: {
            /** @description Chosen when the user is added; it never changes. */
            readonly id: string;
            /** @description The name to sign in with, such as `ada@contoso.com`. */
            readonly userPrincipalName: string;
            readonly displayName: string;
            /** @description Where the user's licenses are used: an ISO 3166-1 alpha-2 code. It decides what is domestic and which minutes are included. */
            readonly usageLocation: string;
            readonly dialOutPolicy: components["schemas"]["DialOutPolicy"];
            /** @description The licenses that the user holds, the one assigned first before the others. */
            readonly licenses: readonly {
                /** @enum {string} */
                readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
                /**
                 * Format: date-time
                 * @description An ISO 8601 instant in UTC, with milliseconds.
                 */
                readonly assignedAt: string;
            }[];
            /**
             * @description A blocked user makes no calls but emergency calls.
             * @enum {string}
             */
            readonly status: "active" | "blocked";
            /** @description Whether credits may pay for calls of the user: with the credits license, and Audio Conferencing or a calling plan beside it. */
            readonly creditsLicenseEffective: boolean;
        };
        readonly DialOutPolicy: {
            /**
             * @description Which numbers the user's conferences may dial.
             * @enum {string}
             */
            readonly conferencing: "any" | "same-country" | "zone-a" | "none";
            /**
             * @description Which numbers the user may call.
             * @enum {string}
             */
            readonly pstn: "international" | "domestic" | "none";
        };
        readonly Job: {
            /** @description `job_` and a UUID. */
            readonly id: string;
            /**
             * @description `licenses`: a list of users gets a license, or loses it. `users`: the users of an export of the directory are added, or changed. `usage`: a file of calls in the inbox is read. `export`: rows are written to files. `erasure`: the personal data of a user are erased.
             * @enum {string}
             */
            readonly kind: "licenses" | "users" | "usage" | "export" | "erasure";
            /**
             * @description A job that is completed may have failed lines. `failed`: an export that was given up, or a file of calls that was not read to its end, as its `fault` says.
             * @enum {string}
             */
            readonly status: "running" | "completed" | "failed";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description Null while the job is running. */
            readonly finishedAt: string | null;
            /** @description Lines of the document, without its header and blank lines. Of an export: the rows that are written. Of a file of calls: the records that are read; while the job is running, more may follow. Of an erasure: the parts of what is stored. */
            readonly total: number;
            /** @description Lines that are done, those that failed included. */
            readonly done: number;
            /** @description Lines that did what they ask for. */
            readonly succeeded: number;
            /** @description Lines that changed nothing; `failures` of the job has each of them. Of an erasure: the parts with an item that does not read. */
            readonly failed: number;
            /** @description What a job of the kind `users` has besides; left out for other kinds. */
            readonly users?: {
                /** @description Lines that succeeded with a warning, which is among the `failures` of the job. */
                readonly warnings: number;
            };
            /** @description What a job of the kind `licenses` does; left out for other kinds. */
            readonly licenses?: {
                /** @enum {string} */
                readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
                /** @enum {string} */
                readonly action: "assign" | "remove";
            };
            /** @description What a job of the kind `usage` reads; left out for other kinds. */
            readonly usage?: components["schemas"]["UsageFile"];
            /** @description What a job of the kind `export` writes; left out for other kinds. */
            readonly export?: components["schemas"]["Export"];
            /** @description Whose data a job of the kind `erasure` erases; left out for other kinds. */
            readonly erasure?: components["schemas"]["Erasure"];
        };
        /** @description What a job of the kind `usage` reads. */
        readonly UsageFile: {
            /** @description The key of its object: `inbox/<organization>/<name>`. */
            readonly file: string;
            /** @description Records whose calls are stored, and will be charged once. */
            readonly accepted: number;
            /** @description Records of calls that were known already. */
            readonly duplicates: number;
            /** @description Records that are not stored: those that `failed`. */
            readonly rejected: number;
            /** @description Why it was not read to its end; otherwise null. */
            readonly fault: string | null;
        };
        /** @description What a job of the kind `export` writes. */
        readonly Export: {
            readonly kinds: readonly ("usage" | "ledger" | "invoices")[];
            /** @enum {string} */
            readonly format: "csv" | "parquet";
            /**
             * Format: date-time
             * @description The period begins with this instant.
             */
            readonly from: string;
            /**
             * Format: date-time
             * @description The period ends before this instant.
             */
            readonly to: string;
            /** @description Of the export that each month gets; otherwise null. */
            readonly month: string | null;
            /** @description Why it was given up; otherwise null. */
            readonly fault: string | null;
            /** @description Links that are made with each request for the job. Left out while it is not completed, and in lists. */
            readonly download?: {
                /** @description In the order of their rows. */
                readonly files: readonly components["schemas"]["ExportedFile"][];
                /** @description A link to `manifest.json`: the files, and what their rows come to. */
                readonly manifestUrl: string;
                /**
                 * Format: date-time
                 * @description From then on, the links are refused.
                 */
                readonly expiresAt: string;
            };
        };
        readonly ExportedFile: {
            /** @description As the manifest has it: `usage/00001-….csv`. */
            readonly name: string;
            /** @enum {string} */
            readonly kind: "usage" | "ledger" | "invoices";
            readonly rows: number;
            readonly bytes: number;
            /** @description Of its content, in 64 hexadecimal digits. */
            readonly sha256: string;
            /** @description A link to the file, which needs no token. */
            readonly url: string;
        };
        /** @description What a job of the kind `erasure` erases. */
        readonly Erasure: {
            /** @description The id of the user, who is removed. */
            readonly user: string;
            /** @description Stored items that do not read as what they should be: whom they name is not known. The deployment was alarmed; after it has mended them, the user can be erased again. */
            readonly unreadable: number;
            /** @description Until when files that were written before may have the data: exports, files of calls and their results. Each is deleted when its time is over. Null while the job is running. */
            readonly copiesUntil: string | null;
        };
        readonly LicenseJob: {
            /** @description `job_` and a UUID. */
            readonly id: string;
            /** @enum {string} */
            readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            /** @enum {string} */
            readonly action: "assign" | "remove";
            /**
             * @description A job that is completed may have failed lines.
             * @enum {string}
             */
            readonly status: "running" | "completed";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description Null while the job is running. */
            readonly finishedAt: string | null;
            /** @description Lines of the list, without its header and blank lines. */
            readonly total: number;
            /** @description Lines that are done, those that failed included. */
            readonly done: number;
            /** @description Lines whose user has the license, or no longer has it, as asked. */
            readonly succeeded: number;
            /** @description Lines that changed nothing; each is in `errors` of the job. */
            readonly failed: number;
        };
        readonly LicenseJobProgress: {
            /** @description `job_` and a UUID. */
            readonly id: string;
            /** @enum {string} */
            readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            /** @enum {string} */
            readonly action: "assign" | "remove";
            /**
             * @description A job that is completed may have failed lines.
             * @enum {string}
             */
            readonly status: "running" | "completed";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly createdAt: string;
            /** @description Null while the job is running. */
            readonly finishedAt: string | null;
            /** @description Lines of the list, without its header and blank lines. */
            readonly total: number;
            /** @description Lines that are done, those that failed included. */
            readonly done: number;
            /** @description Lines whose user has the license, or no longer has it, as asked. */
            readonly succeeded: number;
            /** @description Lines that changed nothing; each is in `errors` of the job. */
            readonly failed: number;
            /** @description Lines that failed so far, in their order: at most 1,000 at once. */
            readonly errors: readonly components["schemas"]["LineFailure"][];
            /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
            readonly nextCursor: string | null;
        };
        readonly LineFailure: {
            /** @description Line of the document, the first being 1. */
            readonly line: number;
            /** @description As it is in the line; empty if the line has none. */
            readonly userPrincipalName: string;
            /** @enum {string} */
            readonly code: "unknown-user" | "not-eligible" | "no-license-available";
            /** @description One sentence for a person. */
            readonly detail: string;
        };
        /** @description The call may start or go on, or it may not. */
        readonly CallDecision: components["schemas"]["AllowedCall"] | components["schemas"]["DeniedCall"];
        /** @description The call may take place until its lease expires. */
        readonly AllowedCall: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly decision: "allow";
            /** @description The platform's own name for the call. */
            readonly callId: string;
            /**
             * @description Who pays from the start of the call: nobody, the minutes of a plan, credits, or the monthly statement.
             * @enum {string}
             */
            readonly fundedBy: "free" | "included" | "credits" | "postpaid";
            /** @description The price of a minute in major units of the currency; null where no price applies. */
            readonly rate: string | null;
            /** @description An ISO 4217 code; null for an emergency call of an organization that is not known. */
            readonly currency: string | null;
            /** @description What this lease added. */
            readonly grantedSeconds: number;
            /** @description What all leases of the call gave together, from its start to `leaseExpiresAt`. */
            readonly totalGrantedSeconds: number;
            /** @description What pays does not reach for more than this lease: a renewal needs money to come in. */
            readonly final: boolean;
            /**
             * Format: date-time
             * @description The call ends here unless its lease is renewed before: an ISO 8601 instant in UTC.
             */
            readonly leaseExpiresAt: string;
            /** @description What is held for the whole call, in major units of the currency. */
            readonly held: string;
            /** @description When the hold ends by itself, if no usage record comes before; null when nothing is held. */
            readonly heldUntil: string | null;
            /** @description 0 for the first lease; each renewal counts one more, and sends the next one. */
            readonly sequence: number;
        };
        /** @description The call may not start, or not continue past the lease that it has. */
        readonly DeniedCall: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly decision: "deny";
            /** @description The platform's own name for the call. */
            readonly callId: string;
            /** @enum {string} */
            readonly reason: "policy" | "no-service-license" | "no-credits-license" | "minutes-exhausted" | "insufficient-credits" | "in-debt" | "no-rate" | "destination-unsupported" | "organization-suspended" | "unknown-user";
            /** @description The reason in one sentence, for a person. */
            readonly detail: string;
            readonly fundedBy: null;
            readonly rate: null;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @constant */
            readonly grantedSeconds: 0;
            /** @description What all leases of the call gave together, from its start to `leaseExpiresAt`. */
            readonly totalGrantedSeconds: number;
            /** @constant */
            readonly final: true;
            /** @description Where the lease of a running call ends; null for a call that has none. */
            readonly leaseExpiresAt: string | null;
            /** @description What is held for the whole call, in major units of the currency. */
            readonly held: string;
            /** @description When the hold ends by itself, if no usage record comes before; null when nothing is held. */
            readonly heldUntil: string | null;
            /** @description 0 for the first lease; each renewal counts one more, and sends the next one. */
            readonly sequence: number;
        };
        /** @description Every record is accepted, a duplicate or rejected. */
        readonly UsageReceipt: {
            /** @description Records of calls that are charged once each. */
            readonly accepted: number;
            /** @description Records of calls that are known with the same content. */
            readonly duplicates: number;
            /** @description In the order of `records`; the others are not affected. */
            readonly rejected: readonly components["schemas"]["RejectedRecord"][];
        };
        readonly RejectedRecord: {
            /** @description The record's place in `records`, or among the lines of a CSV file, from 0. */
            readonly index: number;
            /** @description The line of the CSV file on which the record begins, the first being 1; not of JSON. */
            readonly line?: number;
            /** @description As it was sent, at most 128 characters of it; null where it is no text. */
            readonly callId: string | null;
            /** @enum {string} */
            readonly code: "invalid-record" | "record-too-old" | "record-in-future" | "no-rate" | "destination-unsupported" | "masked-number" | "conflicting-record";
            /** @description The field and what is wrong with it, for a person. */
            readonly detail: string;
            /** @description The field that is wrong; `record` for the record as a whole. */
            readonly field: string;
        };
        /** @description A call in the usage report, in the names of Microsoft Graph's `pstnCallLogRow`. */
        readonly UsageRow: {
            /** @description The organization and the call: `contoso:call-1`. */
            readonly id: string;
            /** @description The platform's own name for the call. */
            readonly callId: string;
            /**
             * @description `received` until the call is charged; `voided` once its charge was given back.
             * @enum {string}
             */
            readonly status: "received" | "settled" | "voided";
            /** @description Null for calls of no user. */
            readonly userId: string | null;
            /** @description Null for calls of no user, and of a user who was removed. */
            readonly userPrincipalName: string | null;
            /** @description Null for calls of no user, and of a user who was removed. */
            readonly userDisplayName: string | null;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly startDateTime: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly endDateTime: string;
            /** @description In seconds. */
            readonly duration: number;
            /** @description 0.00 while the call is not charged, and once it is voided. In major units, as a decimal. */
            readonly charge: string;
            /** @description The part of `charge` that is for the connection. In major units, as a decimal. */
            readonly connectionCharge: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @enum {string} */
            readonly callType: "user_out" | "user_out_conf" | "user_out_transfer" | "user_out_forwarding" | "user_in" | "conf_in" | "conf_out" | "unassigned_in" | "ucap_in" | "ucap_out";
            /** @description The number that was called, its last digits masked where the country wants it. */
            readonly calleeNumber: string;
            /** @description Who called, its last digits masked where the country wants it; empty when the network did not say. */
            readonly callerNumber: string;
            /** @description The caller's usage location (ISO 3166-1 alpha-2). */
            readonly usageCountryCode: string;
            /** @description The country of the organization (ISO 3166-1 alpha-2). */
            readonly tenantCountryCode: string;
            /** @enum {string} */
            readonly destinationContext: "Domestic" | "International";
            /** @description The destination of the published rate; null where no rate covers the call. */
            readonly destinationName: string | null;
            readonly conferenceId: string | null;
            /**
             * @description The license whose minutes the call used, or COMMUNICATIONS_CREDITS where credits paid; empty for a call that cost nothing.
             * @enum {string}
             */
            readonly licenseCapability: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5" | "";
            /** @description The kind of the number dialed, such as `mobile`; null until the call is charged. */
            readonly inventoryType: string | null;
            /** @description Not known: always null. */
            readonly operator: null;
            /** @constant */
            readonly callDurationSource: "platform";
            /** @description Who pays; null until the call is charged. */
            readonly fundedBy: ("free" | "included" | "credits" | "postpaid") | null;
            /** @description Minutes taken from a pool. */
            readonly includedMinutes: number;
        };
        /** @description What a void or a correction did to a settled call. */
        readonly ReversedCall: {
            /** @description The platform's own name for the call. */
            readonly callId: string;
            /**
             * @description A corrected call stays settled.
             * @enum {string}
             */
            readonly status: "settled" | "voided";
            /** @description What the call costs after the void or correction. In major units, as a decimal. */
            readonly charge: string;
            /** @description How much less the call costs than before. In major units, as a decimal. */
            readonly refunded: string;
            /** @description How much more the call costs than before. In major units, as a decimal. */
            readonly additionalCharge: string;
            /** @description What came back to lots that were closed, and was lost with them at once. In major units, as a decimal. */
            readonly forfeited: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @description What came back to each lot, net of debts that it paid at once; negative where a correction drew. */
            readonly lots: readonly {
                /** @description A credit lot: `lot_…`. */
                readonly lotId: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
        };
        /** @description What the last audit of an organization found. */
        readonly AuditResult: {
            /** @description The state of the books that was audited is of this instant; null before the first audit. */
            readonly auditedAt: string | null;
            /** @description Whether every rule holds; null before the first audit. */
            readonly holds: boolean | null;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @description Empty before the first audit. */
            readonly rules: readonly {
                /** @enum {string} */
                readonly rule: "entries-numbered" | "entries-carry-on" | "ledger-replays-to-account" | "lots-replay" | "lots-add-up" | "oldest-lot-first" | "debts-in-order" | "invoices-numbered" | "orders-credited-once" | "orders-add-up" | "credit-notes-add-up" | "grants-given-once" | "moves-arrive" | "one-recharge-in-flight" | "monthly-cap" | "calls-settled-once" | "calls-match-ledger" | "holds-within-reason";
                readonly holds: boolean;
                /** @description What was compared, by name. */
                readonly counts: {
                    readonly [key: string]: number;
                };
                /** @description Sums that were compared, by name. */
                readonly amounts: {
                    readonly [key: string]: string;
                };
                /** @description How many were found. */
                readonly differences: number;
                /** @description The first ten differences, each a sentence for the operator; money is in millionths. */
                readonly details: readonly string[];
            }[];
        };
        /** @description A call, from its authorization to what paid for it. */
        readonly Call: {
            /** @description The platform's own name for the call. */
            readonly callId: string;
            /** @enum {string} */
            readonly status: "authorized" | "denied" | "released" | "received" | "settled" | "voided";
            /** @description Why the call was denied, or why it could not be settled when its time came; null otherwise. */
            readonly reason: string | null;
            /** @enum {string} */
            readonly type: "user_out" | "user_out_conf" | "user_out_transfer" | "user_out_forwarding" | "user_in" | "conf_in" | "conf_out" | "unassigned_in" | "ucap_in" | "ucap_out";
            /** @description The caller, or the meeting's organizer; null for calls of the organization itself. */
            readonly userId: string | null;
            /** @description The caller as the network reported it. */
            readonly from: string | null;
            /** @description The number called: in E.164, an emergency number by its digits, or else as it was dialed. */
            readonly to: string | null;
            readonly conferenceId: string | null;
            /** @description Null until the usage record came. */
            readonly startedAt: string | null;
            /** @description `startedAt` plus `durationSeconds`. */
            readonly endedAt: string | null;
            readonly durationSeconds: number | null;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            readonly fundedBy: ("free" | "included" | "credits" | "postpaid") | null;
            /** @description What the call cost; null until the call is settled. */
            readonly charge: string | null;
            /** @description Part of the charge; null until the call is settled. */
            readonly connectionFee: string | null;
            /** @description Minutes that a pool paid; null until the call is settled. */
            readonly includedMinutes: number | null;
            /** @description Begun minutes that money paid; null until the call is settled. */
            readonly paidMinutes: number | null;
            /** @description Seconds that money paid; null until the call is settled. */
            readonly paidSeconds: number | null;
            /** @description The minute pool: its country and its plan. */
            readonly pool: string | null;
            /** @description As the rate deck names it. */
            readonly destination: string | null;
            /** @description Of the number called: ISO 3166-1 alpha-2. */
            readonly country: string | null;
            /** @description The price of a minute in major units of the currency; null where no price applies. */
            readonly rate: string | null;
            /** @description What each lot paid, in the order in which they were drawn on. */
            readonly lots: readonly {
                /** @description A credit lot: `lot_…`. */
                readonly lotId: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
            /** @description What no lot could pay when the call was settled. In major units, as a decimal. */
            readonly debt: string;
            /** @description What goes to the monthly statement. In major units, as a decimal. */
            readonly postpaid: string;
            readonly settledAt: string | null;
            readonly reversal: components["schemas"]["CallReversal"] | null;
            /** @description Null unless the call may be running. */
            readonly lease: components["schemas"]["RunningLease"] | null;
            /** @description What of the debt is still owed. In major units, as a decimal. */
            readonly debtOwed: string;
            /** @description What each lot paid of the debt later. */
            readonly debtPaidBy: readonly {
                /** @description A credit lot: `lot_…`. */
                readonly lotId: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
        };
        /** @description The call before its void or correction, and what came back. */
        readonly CallReversal: {
            /** @enum {string} */
            readonly kind: "void" | "correction";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly at: string;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly originalCharge: string;
            readonly originalDurationSeconds: number;
            /** @description What came back to lots that were closed, and was lost with them at once. In major units, as a decimal. */
            readonly forfeited: string;
            /** @description What came back to each lot, net of debts that it paid at once; negative where a correction drew. */
            readonly lots: readonly {
                /** @description A credit lot: `lot_…`. */
                readonly lotId: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
        };
        readonly RunningLease: {
            /** @description 0 for the first lease; each renewal counts one more, and sends the next one. */
            readonly sequence: number;
            /** @description What all leases of the call gave together, from its start to `leaseExpiresAt`. */
            readonly totalGrantedSeconds: number;
            /** @description What pays does not reach for more than this lease: a renewal needs money to come in. */
            readonly final: boolean;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly leaseExpiresAt: string;
            /** @description What is held for the whole call, in major units of the currency. */
            readonly held: string;
            /** @description When the hold ends by itself, if no usage record comes before; null when nothing is held. */
            readonly heldUntil: string | null;
        };
        /** @description The money of an organization at one instant. */
        readonly Balance: {
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @description What is left in lots that have not expired, held or not. In major units, as a decimal. */
            readonly balance: string;
            /** @description What running calls hold. 0.00 for an instant that is past. In major units, as a decimal. */
            readonly held: string;
            /** @description `balance` less `held`: what new calls may spend. In major units, as a decimal. */
            readonly available: string;
            /** @description What calls cost that no lot could pay. The next funding pays it first. In major units, as a decimal. */
            readonly debt: string;
            /** @description What has expired and has no ledger entry yet. It is not part of `balance`. In major units, as a decimal. */
            readonly unbooked: string;
            /** @description What is left in the lots that expire next, and when; null when nothing is left, or for an instant that is past. */
            readonly forfeitable: {
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
                /**
                 * Format: date-time
                 * @description An ISO 8601 instant in UTC, with milliseconds.
                 */
                readonly expiresAt: string;
            } | null;
            /** @description What is on the statement of the month of `asOf`; below zero while a credit is left. Only under the agreement MCA, and not for an instant that is past. In major units, as a decimal. */
            readonly postpaidThisMonth?: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly asOf: string;
        };
        /** @description A ledger entry: one numbered movement of an organization's money. */
        readonly Entry: {
            /** @description `ent_` and the sequence number in twelve digits. */
            readonly id: string;
            /** @description Counts from 1 within the organization, without gaps. */
            readonly sequence: number;
            /**
             * @description `grant`, `extension`, `write-off`, `transfer-out` and `transfer-in` are acts of an operator; an `extension` moves no money.
             * @enum {string}
             */
            readonly type: "purchase" | "recharge" | "usage" | "void" | "correction" | "refund" | "chargeback" | "chargeback-reversal" | "forfeiture" | "grant" | "extension" | "write-off" | "transfer-out" | "transfer-in";
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly at: string;
            /** @description By how much `balanceAfter` and `unbooked` together differ from before; below zero for money that left. In major units, as a decimal. */
            readonly amount: string;
            /** @description The `balanceAfter` of the entry before; 0.00 for the first. In major units, as a decimal. */
            readonly balanceBefore: string;
            /** @description The balance less the debt, so it may be below zero. It leaves out what had expired, booked or not. In major units, as a decimal. */
            readonly balanceAfter: string;
            /** @description What had expired by then and was not booked yet. In major units, as a decimal. */
            readonly unbooked: string;
            /** @description By how much the debt grew; below zero for debt that was paid or cancelled. In major units, as a decimal. */
            readonly debt: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /** @description The change of each lot: below zero for money that was drawn, above zero for money that came in. */
            readonly lots: readonly {
                /** @description A credit lot: `lot_…` of what was bought, `gra_…` or `res_…` of a grant. */
                readonly lotId: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
            readonly reference: components["schemas"]["EntryReference"];
            /** @description Who did it; null for what was stored without one. */
            readonly actor: components["schemas"]["Actor"] | null;
            /** @description Why money was moved by hand, as the request said; absent if it did not. */
            readonly reason?: string;
            /** @description The debts that the entry made, paid and cancelled, by call. */
            readonly debts: readonly components["schemas"]["DebtLine"][];
            /** @description False when the entry paid more debts than are listed. */
            readonly debtsComplete: boolean;
        };
        /** @description What caused a movement. Its members depend on the type of the entry. */
        readonly EntryReference: {
            /** @description A purchase or recharge. Entries of the types `purchase`, `recharge`, `refund` and `chargeback` have it. */
            readonly order?: string;
            /** @description Entries of the type `refund` have it. */
            readonly refund?: string;
            /** @description The gateway's name for the dispute. An entry of the type `chargeback` has it, unless it has a `call`. */
            readonly dispute?: string;
            /** @description The lot that ended, of entries of the type `forfeiture`; the lot that was given, extended, written off or moved, of acts of an operator. */
            readonly lot?: string;
            /** @description `bkg_…`: one act of an operator. Where credits were moved, the entries of both organizations have the same. */
            readonly booking?: string;
            /** @description Entries of the types `void` and `correction` have it; so does a `forfeiture` or `chargeback` of money that such an entry brought back to a lot that had ended, and an entry of the type `usage` that charges a part of one call. */
            readonly call?: string;
            /** @description How many calls the entry charges. Entries of the type `usage` have it, and so does a `correction` that charges a part of one call. */
            readonly calls?: number;
        };
        /** @description A debt of one call that a ledger entry made, paid or cancelled. */
        readonly DebtLine: {
            /** @enum {string} */
            readonly kind: "made" | "paid" | "cancelled";
            /** @description The platform's own name for the call. */
            readonly callId: string;
            /** @description The lot that paid; null for a debt that was made or cancelled. */
            readonly lotId: string | null;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly amount: string;
        };
        /** @description Minutes of a month that licenses of one kind share. */
        readonly Pool: {
            /** @description A calendar month in UTC, such as `2026-11`. */
            readonly month: string;
            /** @description Where the pool's users are; of conferencing minutes, the organization's country (ISO 3166-1 alpha-2). */
            readonly country: string;
            /** @enum {string} */
            readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            /**
             * @description Which calls the minutes are for.
             * @enum {string}
             */
            readonly capability: "domestic" | "international" | "conferencing";
            /** @description A user of several plans draws on the pool of the lowest number first. */
            readonly order: number;
            /** @description Minutes of the month. */
            readonly total: number;
            /** @description Minutes used so far. */
            readonly used: number;
            /** @description Minutes left: less than `total - used` when another allowance of the same plan has run out. */
            readonly available: number;
            /** @description What credits paid for calls that the minutes did not cover. In major units, as a decimal. */
            readonly creditsDrawnAfter: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
        };
        /** @description A whole invoice. */
        readonly InvoiceDocument: {
            /** @description `inv_` and the number of the invoice in eight digits. */
            readonly id: string;
            /** @description Counts from 1 within the organization, without gaps. */
            readonly number: number;
            /**
             * @description What it is for: a purchase, a recharge, or a month of postpaid calls.
             * @enum {string}
             */
            readonly kind: "purchase" | "recharge" | "postpaid";
            /** @description The purchase or recharge that it is for; null on a postpaid invoice. */
            readonly orderId: string | null;
            /** @description The month of a postpaid invoice; null on others. */
            readonly period: string | null;
            readonly description: string;
            /** @description What is to be paid, tax included. In major units, as a decimal. */
            readonly amount: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly issuedAt: string;
            /** @description What is invoiced, before tax. */
            readonly lines: readonly {
                readonly description: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
            /** @description The sum of the lines, before tax. In major units, as a decimal. */
            readonly net: string;
            /** @description The tax on it; null where none was decided. */
            readonly tax: components["schemas"]["Tax"] | null;
            /** @description What is to be paid: the lines and the tax. In major units, as a decimal. */
            readonly total: string;
            /** @description Who sold; null when the deployment named nobody. */
            readonly seller: {
                readonly name: string;
                readonly country: string;
                readonly address: {
                    readonly [key: string]: string;
                };
                readonly taxId: string | null;
            } | null;
            /** @description Whom it is addressed to, as it was when the invoice was issued. */
            readonly billedTo: {
                /** @description The name of the organization. */
                readonly name: string;
                /** @description The lines of the address, by the names that they were set with. */
                readonly billingAddress: {
                    readonly [key: string]: string;
                };
                /** @description The buyer's own reference; null when none was set. */
                readonly purchaseOrder: string | null;
                /** @description The buyer's tax id as it was given; null when none was set. */
                readonly taxId: string | null;
            };
        };
        /** @description A tax, fixed when it was due. */
        readonly Tax: {
            /**
             * @description `standard`: charged at `ratePercent`. `reverse-charge`: the buyer owes it. `not-taxed`: none is charged in the country.
             * @enum {string}
             */
            readonly treatment: "standard" | "reverse-charge" | "not-taxed";
            /** @description In percent, such as `20` or `5.5`. */
            readonly ratePercent: string;
            /** @description The country whose tax it is, as a code of ISO 3166-1. */
            readonly country: string;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly amount: string;
            /** @description What the tax was decided from. */
            readonly evidence: {
                /** @enum {string} */
                readonly buyerKind: "business" | "consumer";
                readonly buyerCountry: string;
                readonly sellerCountry: string;
                /** @description The buyer's tax id without spaces; null when there was none. */
                readonly taxId: string | null;
                /** @description Whether its format and check digits are valid; null without a tax id. */
                readonly isTaxIdValid: boolean | null;
                /**
                 * Format: date-time
                 * @description An ISO 8601 instant in UTC, with milliseconds.
                 */
                readonly decidedAt: string;
            };
        };
        /** @description One change: what, by whom, why, and by which request. */
        readonly JournalEntry: {
            /** @description Counts from 1 within the organization, without gaps. */
            readonly sequence: number;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly at: string;
            readonly actor: components["schemas"]["Actor"];
            /** @description What changed: one of organization.created, organization.changed, payment-method.changed, payment-methods.changed, auto-recharge.changed, member.invited, member.joined, member.changed, member.removed, client.added, client.secret-replaced, client.removed, license.quantity-set, license.assigned, license.removed, licenses.assigned, licenses.removed, user.added, user.changed, user.removed, user.erased, users.imported, purchase.ordered, refund.requested, credits.granted, lot.extended, lot.written-off, credits.moved-out, credits.moved-in, call.voided, call.corrected. */
            readonly kind: string;
            /** @description The id of what changed. */
            readonly subject: string;
            /** @description The changed fields as they were; null for what came about. */
            readonly before: {
                readonly [key: string]: string | number | boolean | readonly string[] | null;
            } | null;
            /** @description The same fields as they are; null for what is gone. */
            readonly after: {
                readonly [key: string]: string | number | boolean | readonly string[] | null;
            } | null;
            /** @description Why, as the request said; absent if it did not. */
            readonly reason?: string;
            /** @description API Gateway's id of the request; null for what no request did. */
            readonly requestId: string | null;
            /** @description The IP address that the request came from; null for what no request did. */
            readonly sourceAddress: string | null;
        };
        /** @description Deferred revenue, recognized use and breakage of a month. */
        readonly Revenue: {
            /** @description A calendar month in UTC, such as `2026-11`. */
            readonly month: string;
            /** @description Whether the month of every organization is closed. Until then, others are missing. */
            readonly complete: boolean;
            /** @description The sums over all organizations whose month is closed, by currency. */
            readonly totals: readonly components["schemas"]["RevenueTotal"][];
            /** @description Organizations whose month is closed, by id. */
            readonly items: readonly components["schemas"]["RevenueOfOrganization"][];
            /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
            readonly nextCursor: string | null;
        };
        readonly RevenueTotal: {
            /** @description An ISO 4217 code. */
            readonly currency: string;
            readonly bought: components["schemas"]["CreditFlows"];
            readonly granted: components["schemas"]["CreditFlows"];
            /** @description What calls had cost beyond the credits when the month ended. In major units, as a decimal. */
            readonly debt: string;
            /** @description What was invoiced for postpaid usage of the month, less what credit notes of the month took off such invoices, before tax. In major units, as a decimal. */
            readonly postpaid: string;
            readonly organizations: number;
        };
        /** @description Of `bought` credits, `opening` and `closing` are deferred revenue, `used` is recognized and `forfeited` is breakage; `granted` credits, for which nobody paid, are not. `closing` is `opening`, `funded` and `movedIn` less `used`, `forfeited`, `refunded`, `chargedBack`, `writtenOff` and `movedOut`. */
        readonly CreditFlows: {
            /** @description What was unspent when the month began. In major units, as a decimal. */
            readonly opening: string;
            /** @description What came in: by payments, or by grants. In major units, as a decimal. */
            readonly funded: string;
            /** @description What came from another organization. In major units, as a decimal. */
            readonly movedIn: string;
            /** @description What calls used, less what voids and corrections gave back, and debts of calls that were paid. In major units, as a decimal. */
            readonly used: string;
            /** @description What expired, as it was booked: the breakage. In major units, as a decimal. */
            readonly forfeited: string;
            /** @description What was refunded. In major units, as a decimal. */
            readonly refunded: string;
            /** @description What chargebacks withdrew, less what disputes that were won gave back. In major units, as a decimal. */
            readonly chargedBack: string;
            /** @description What an operator wrote off. In major units, as a decimal. */
            readonly writtenOff: string;
            /** @description What went to another organization. In major units, as a decimal. */
            readonly movedOut: string;
            /** @description What was unspent when the month ended. In major units, as a decimal. */
            readonly closing: string;
        };
        readonly RevenueOfOrganization: {
            /** @description An ISO 4217 code. */
            readonly currency: string;
            readonly bought: components["schemas"]["CreditFlows"];
            readonly granted: components["schemas"]["CreditFlows"];
            /** @description What calls had cost beyond the credits when the month ended. In major units, as a decimal. */
            readonly debt: string;
            /** @description What was invoiced for postpaid usage of the month, less what credit notes of the month took off such invoices, before tax. In major units, as a decimal. */
            readonly postpaid: string;
            readonly organization: string;
        };
        /** @description A paper, as the list shows it. */
        readonly PaperSummary: {
            /** @description `inv_…` or `crn_…`, and its number in eight digits; `stm_…` and its month. */
            readonly id: string;
            /** @enum {string} */
            readonly kind: "invoice" | "credit-note" | "statement";
            /** @description Counts from 1 within the organization and the kind, without gaps. */
            readonly number: number;
            /** @description The purchase or recharge that it is for; null on a postpaid invoice and on a statement. */
            readonly orderId: string | null;
            /** @description The invoice that a credit note is of; null on others. */
            readonly invoiceId: string | null;
            readonly description: string;
            /** @description Tax included; below zero where a credit note is cancelled. Of a statement, its closing balance. In major units, as a decimal. */
            readonly total: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly issuedAt: string;
        };
        /** @description A whole paper. */
        readonly PaperDocument: {
            /** @description `inv_…` or `crn_…`, and its number in eight digits; `stm_…` and its month. */
            readonly id: string;
            /** @enum {string} */
            readonly kind: "invoice" | "credit-note" | "statement";
            /** @description Counts from 1 within the organization and the kind, without gaps. */
            readonly number: number;
            /** @description The purchase or recharge that it is for; null on a postpaid invoice and on a statement. */
            readonly orderId: string | null;
            /** @description The invoice that a credit note is of; null on others. */
            readonly invoiceId: string | null;
            readonly description: string;
            /** @description Tax included; below zero where a credit note is cancelled. Of a statement, its closing balance. In major units, as a decimal. */
            readonly total: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly issuedAt: string;
            /** @description The credit note whose payment came back, as of a refund that bounced; null otherwise. */
            readonly cancels: string | null;
            /** @description The postpaid call that was voided or corrected, of whose invoice this is a note; null otherwise. */
            readonly callId: string | null;
            /** @description The month of a statement or a postpaid invoice; null on others. */
            readonly period: string | null;
            /** @description What is invoiced, before tax. Of a statement, what moved its balance. */
            readonly lines: readonly {
                readonly description: string;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
            /** @description Before tax. Of a statement, its closing balance. In major units, as a decimal. */
            readonly net: string;
            /** @description The tax on it; null where none was decided. */
            readonly tax: components["schemas"]["Tax"] | null;
            /** @description Whom it is addressed to, as it was when the invoice was issued. */
            readonly billedTo: {
                /** @description The name of the organization. */
                readonly name: string;
                /** @description The lines of the address, by the names that they were set with. */
                readonly billingAddress: {
                    readonly [key: string]: string;
                };
                /** @description The buyer's own reference; null when none was set. */
                readonly purchaseOrder: string | null;
                /** @description The buyer's tax id as it was given; null when none was set. */
                readonly taxId: string | null;
            };
            /** @description Who sold; null when the deployment named nobody. */
            readonly seller: {
                readonly name: string;
                readonly country: string;
                readonly address: {
                    readonly [key: string]: string;
                };
                readonly taxId: string | null;
            } | null;
            /** @description What only a statement has; null on others. */
            readonly statement: components["schemas"]["StatementFigures"] | null;
        };
        /** @description What moved the balance of an organization in a month. */
        readonly StatementFigures: {
            /** @description The balance of the books when the month began: all lots less the debt, expired lots until their forfeiture is booked. In major units, as a decimal. */
            readonly opening: string;
            /** @description The same when the month ended: `opening` and all `movements`. In major units, as a decimal. */
            readonly closing: string;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly openingDebt: string;
            /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
            readonly closingDebt: string;
            /** @description The sequence number of the first ledger entry. */
            readonly firstEntry: number;
            /** @description That of the last one; in a month without any entry, one less than `firstEntry`. */
            readonly lastEntry: number;
            /** @description The sum of the ledger entries of each type that there were. */
            readonly movements: readonly {
                /** @enum {string} */
                readonly type: "purchase" | "recharge" | "usage" | "void" | "correction" | "refund" | "chargeback" | "chargeback-reversal" | "forfeiture" | "grant" | "extension" | "write-off" | "transfer-out" | "transfer-in";
                readonly entries: number;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
            /** @description The movement `usage` by kind of call, connection fees included. */
            readonly use: readonly {
                /** @enum {string} */
                readonly kind: "user" | "conference" | "toll-free" | "resource-account" | "other";
                readonly calls: number;
                /** @description A decimal amount in major units of the currency beside it, with 2 to 6 decimals. */
                readonly amount: string;
            }[];
            /** @description What was invoiced for postpaid usage of the month, less what credit notes of the month took off such invoices, before tax. It moves no credits. In major units, as a decimal. */
            readonly postpaid: string;
        };
        readonly Quote: components["schemas"]["AllowedQuote"] | components["schemas"]["DeniedQuote"];
        readonly AllowedQuote: {
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description When the call would begin (UTC).
             */
            readonly asOf: string;
            /** @description The length of the call that `price` is for. */
            readonly seconds: number;
            /** @description As `rateDetail` names it; null without a rate. */
            readonly destination: string | null;
            /** @description Where the number is; null if it is in no country, or cannot be read. */
            readonly country: string | null;
            /** @description Null if the number cannot be read. */
            readonly numberType: ("landline" | "mobile" | "mixed" | "non-geographic" | "toll-free" | "premium" | "unknown") | null;
            /** @description The price of a minute, in major units; null without a rate. */
            readonly rate: string | null;
            /** @description The row of the deck that prices the call; null without one. */
            readonly rateDetail: components["schemas"]["Rate"] | null;
            /** @description Minutes left in the pool that would pay, or in the one that has run out; null if no pool covers the call. */
            readonly poolMinutesLeft: number | null;
            /** @description How long an authorization would allow the call; 0 if it is denied. */
            readonly grantedSeconds: number;
            /** @description A lease of this length could not be extended. */
            readonly final: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly decision: "allow";
            /**
             * @description Who pays from the start.
             * @enum {string}
             */
            readonly fundedBy: "free" | "included" | "credits" | "postpaid";
            /** @description Who pays once the included minutes are used up; null if nobody would, or none are included. */
            readonly thenFundedBy: ("free" | "included" | "credits" | "postpaid") | null;
            /** @description What the call would cost, in major units; null if the minutes do not suffice and nothing would pay for the rest. */
            readonly price: string | null;
            /** @description The part of `price` that is charged once, in major units. */
            readonly connectionFee: string;
            /** @description Minutes that the pool would pay. */
            readonly includedMinutes: number;
        };
        readonly Rate: {
            /** @description The digits that a number begins with, without a plus; empty for a whole country in a toll-free deck. */
            readonly prefix: string;
            /** @description The name of the destination in the deck. */
            readonly destination: string;
            /** @enum {string} */
            readonly type: "landline" | "mobile" | "mixed" | "non-geographic" | "toll-free" | "premium";
            /** @description An ISO 3166-1 alpha-2 code; null for international networks, which are in no country. */
            readonly country: string | null;
            /** @description The price of a minute, in major units. */
            readonly perMinute: string;
            /** @description Charged once for a call that is paid from its start, in major units. */
            readonly connectionFee: string;
            /** @description The shortest time that is charged. */
            readonly initialIncrementSeconds: number;
            /** @description What follows is charged in steps of this; a step that began is charged in full. */
            readonly incrementSeconds: number;
            /**
             * @description Decimals to which a call's price is rounded, once and half up; `exact`: it is not.
             * @enum {string}
             */
            readonly rounding: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "exact";
            /** @description The published deck of the row; null before it is published. */
            readonly deckId: string | null;
        };
        readonly DeniedQuote: {
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description When the call would begin (UTC).
             */
            readonly asOf: string;
            /** @description The length of the call that `price` is for. */
            readonly seconds: number;
            /** @description As `rateDetail` names it; null without a rate. */
            readonly destination: string | null;
            /** @description Where the number is; null if it is in no country, or cannot be read. */
            readonly country: string | null;
            /** @description Null if the number cannot be read. */
            readonly numberType: ("landline" | "mobile" | "mixed" | "non-geographic" | "toll-free" | "premium" | "unknown") | null;
            /** @description The price of a minute, in major units; null without a rate. */
            readonly rate: string | null;
            /** @description The row of the deck that prices the call; null without one. */
            readonly rateDetail: components["schemas"]["Rate"] | null;
            /** @description Minutes left in the pool that would pay, or in the one that has run out; null if no pool covers the call. */
            readonly poolMinutesLeft: number | null;
            /** @description How long an authorization would allow the call; 0 if it is denied. */
            readonly grantedSeconds: number;
            /** @description A lease of this length could not be extended. */
            readonly final: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly decision: "deny";
            /** @enum {string} */
            readonly reason: "policy" | "no-service-license" | "no-credits-license" | "minutes-exhausted" | "insufficient-credits" | "in-debt" | "no-rate" | "destination-unsupported" | "organization-suspended" | "unknown-user";
            /** @description The reason in one sentence for a person. */
            readonly detail: string;
            readonly fundedBy: null;
            readonly price: null;
        };
        readonly RateDeckTrial: {
            /** @description `deck_` and 24 hexadecimal digits that derive from its content. */
            readonly id: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * @description `outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization.
             * @enum {string}
             */
            readonly kind: "outbound" | "toll-free";
            /**
             * Format: date-time
             * @description Calls that begin from this instant on (UTC) are priced by it, until the next deck takes effect.
             */
            readonly effectiveFrom: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly publishedAt: string;
            /** @description It took effect at a time when another deck of its currency and kind was already in force. */
            readonly retroactive: boolean;
            /**
             * @description Decimals to which a call's price is rounded, once and half up; `exact`: it is not.
             * @enum {string}
             */
            readonly rounding: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "exact";
            readonly rows: number;
            /** @description Who published it; null for what was stored without one. Only operators see it. */
            readonly actor?: components["schemas"]["Actor"] | null;
            /** @constant */
            readonly dryRun: true;
            /** @description The same deck was published before. */
            readonly alreadyPublished: boolean;
            /** @description The deck that is in force when this one takes effect; null for the first of its currency and kind. */
            readonly replaces: {
                /** @description `deck_` and 24 hexadecimal digits that derive from its content. */
                readonly id: string;
                /**
                 * Format: date-time
                 * @description An ISO 8601 instant in UTC, with milliseconds.
                 */
                readonly effectiveFrom: string;
            } | null;
            /** @description When the next published deck takes effect (UTC); null without one. */
            readonly inForceUntil: string | null;
            /** @description Rows that the deck in force does not have. */
            readonly added: number;
            /** @description Rows of the deck in force that this one does not have. */
            readonly removed: number;
            /** @description Rows of both decks that differ. */
            readonly changed: number;
            /** @description Rows of both decks that make a call of one minute dearer, which is paid from its start, connecting included. */
            readonly dearer: number;
            /** @description Rows of both decks that make such a call cheaper. */
            readonly cheaper: number;
            /** @description Rows that are the same in both. */
            readonly unchanged: number;
            /** @description Up to 20 rows of each effect, the greatest difference first: dearer, cheaper, other, added, removed. */
            readonly changes: readonly components["schemas"]["RateChange"][];
            readonly recentCalls: components["schemas"]["RecentCalls"];
            /** @description What does not refuse the deck, and may still be a mistake. */
            readonly warnings: readonly components["schemas"]["DeckWarning"][];
        };
        readonly RateChange: {
            /**
             * @description By what a call of one minute costs that is paid from its start, connecting included; `other`: that is the same, and something else of the row differs.
             * @enum {string}
             */
            readonly effect: "dearer" | "cheaper" | "other" | "added" | "removed";
            /** @description What a call of one minute costs more, in major units of the currency of the deck; below zero if it costs less. A row that is added or removed cost, or will cost, 0.00. */
            readonly difference: string;
            /** @description Null for a row that is added. */
            readonly before: components["schemas"]["Rate"] | null;
            /** @description Null for a row that is removed. */
            readonly after: components["schemas"]["Rate"] | null;
        };
        /** @description The settled calls of the last 30 days, at the rates of the deck that is tried out. */
        readonly RecentCalls: {
            /**
             * Format: date-time
             * @description Calls that began from then on (UTC): 30 days before the request.
             */
            readonly from: string;
            /**
             * Format: date-time
             * @description Calls that began before then (UTC).
             */
            readonly to: string;
            /** @description Whether all calls were priced. False if the time of one request did not suffice: then the sums are of the calls that were read. A request with `org` prices the calls of one organization. */
            readonly complete: boolean;
            /** @description Organizations in the currency of the deck whose calls were all read. */
            readonly organizationsRead: number;
            /** @description Calls that were read, those that minutes paid for among them. */
            readonly callsRead: number;
            /** @description Calls that money paid, at least in part, and whose numbers this deck has a rate for. */
            readonly calls: number;
            /** @description What they cost, in major units of the currency of the deck. */
            readonly charged: string;
            /** @description What they would have cost at the rates of this deck, in major units: included minutes stay included. */
            readonly wouldCharge: string;
            /** @description `wouldCharge` less `charged`, in major units; below zero if they would have cost less. */
            readonly difference: string;
            readonly withoutRate: components["schemas"]["CallsWithoutRate"];
            /** @description Up to 20 organizations with such calls, the greatest difference first. */
            readonly organizations: readonly components["schemas"]["RecentCallsOfOrganization"][];
        };
        /** @description Calls that money paid and whose numbers this deck has no rate for. They are not in the sums beside it. */
        readonly CallsWithoutRate: {
            readonly calls: number;
            /** @description What they cost, in major units. */
            readonly charged: string;
        };
        readonly RecentCallsOfOrganization: {
            readonly organizationId: string;
            /** @description Calls that money paid, at least in part, and whose numbers this deck has a rate for. */
            readonly calls: number;
            /** @description What they cost, in major units of the currency of the deck. */
            readonly charged: string;
            /** @description What they would have cost at the rates of this deck, in major units: included minutes stay included. */
            readonly wouldCharge: string;
            /** @description `wouldCharge` less `charged`, in major units; below zero if they would have cost less. */
            readonly difference: string;
            readonly withoutRate: components["schemas"]["CallsWithoutRate"];
        };
        readonly DeckWarning: {
            /** @description Line of the document, the first being 1. */
            readonly line: number;
            /** @description The header of the column. */
            readonly field: string;
            /** @description Its place in the line, the first being 1. */
            readonly column?: number;
            /** @description What was not read or is there twice, for a person. */
            readonly detail: string;
        };
        readonly NewRateDeck: {
            /** @description `deck_` and 24 hexadecimal digits that derive from its content. */
            readonly id: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * @description `outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization.
             * @enum {string}
             */
            readonly kind: "outbound" | "toll-free";
            /**
             * Format: date-time
             * @description Calls that begin from this instant on (UTC) are priced by it, until the next deck takes effect.
             */
            readonly effectiveFrom: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly publishedAt: string;
            /** @description It took effect at a time when another deck of its currency and kind was already in force. */
            readonly retroactive: boolean;
            /**
             * @description Decimals to which a call's price is rounded, once and half up; `exact`: it is not.
             * @enum {string}
             */
            readonly rounding: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "exact";
            readonly rows: number;
            /** @description Who published it; null for what was stored without one. Only operators see it. */
            readonly actor?: components["schemas"]["Actor"] | null;
            /** @description What does not refuse the deck, and may still be a mistake. */
            readonly warnings: readonly components["schemas"]["DeckWarning"][];
        };
        readonly RateDeck: {
            /** @description `deck_` and 24 hexadecimal digits that derive from its content. */
            readonly id: string;
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * @description `outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization.
             * @enum {string}
             */
            readonly kind: "outbound" | "toll-free";
            /**
             * Format: date-time
             * @description Calls that begin from this instant on (UTC) are priced by it, until the next deck takes effect.
             */
            readonly effectiveFrom: string;
            /**
             * Format: date-time
             * @description An ISO 8601 instant in UTC, with milliseconds.
             */
            readonly publishedAt: string;
            /** @description It took effect at a time when another deck of its currency and kind was already in force. */
            readonly retroactive: boolean;
            /**
             * @description Decimals to which a call's price is rounded, once and half up; `exact`: it is not.
             * @enum {string}
             */
            readonly rounding: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "exact";
            readonly rows: number;
            /** @description Who published it; null for what was stored without one. Only operators see it. */
            readonly actor?: components["schemas"]["Actor"] | null;
        };
        readonly PublishedRate: {
            /** @description The digits that a number begins with, without a plus; empty for a whole country in a toll-free deck. */
            readonly prefix: string;
            /** @description The name of the destination in the deck. */
            readonly destination: string;
            /** @enum {string} */
            readonly type: "landline" | "mobile" | "mixed" | "non-geographic" | "toll-free" | "premium";
            /** @description An ISO 3166-1 alpha-2 code; null for international networks, which are in no country. */
            readonly country: string | null;
            /** @description The price of a minute, in major units. */
            readonly perMinute: string;
            /** @description Charged once for a call that is paid from its start, in major units. */
            readonly connectionFee: string;
            /** @description The shortest time that is charged. */
            readonly initialIncrementSeconds: number;
            /** @description What follows is charged in steps of this; a step that began is charged in full. */
            readonly incrementSeconds: number;
            /**
             * @description Decimals to which a call's price is rounded, once and half up; `exact`: it is not.
             * @enum {string}
             */
            readonly rounding: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "exact";
            /** @description The published deck of the row; null before it is published. */
            readonly deckId: string | null;
            /** @description The number in E.164, with its plus. */
            readonly to: string;
            /**
             * @description `unknown`: in no range that the metadata of numbers has; it still has a price.
             * @enum {string}
             */
            readonly numberType: "landline" | "mobile" | "mixed" | "non-geographic" | "toll-free" | "premium" | "unknown";
            /**
             * @description `outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization.
             * @enum {string}
             */
            readonly kind: "outbound" | "toll-free";
            /** @description An ISO 4217 code. */
            readonly currency: string;
            /**
             * Format: date-time
             * @description The instant at which the rate is in force (UTC).
             */
            readonly asOf: string;
            /** @description The same as `perMinute`. In major units, as a decimal. */
            readonly rate: string;
        };
        readonly WebhookReceipt: {
            /** @constant */
            readonly received: true;
            /** @description False for an event about nothing of this deployment. */
            readonly applied: boolean;
        };
        readonly SignInSettings: {
            /**
             * Format: uri
             * @description An OpenID provider; its configuration is below this address.
             */
            readonly issuer: string;
            /** @description Of the console: a public client with PKCE. */
            readonly clientId: string;
            /** @description Of the command line: a public client that comes back to a port of the machine. */
            readonly cliClientId: string | null;
            /** @description Where the command line may come back to; empty for any port. */
            readonly cliRedirectUris: readonly string[];
            /** @description What to ask the issuer for. */
            readonly scopes: readonly string[];
        };
        readonly Health: {
            /** @constant */
            readonly status: "ok";
        };
        readonly DeepHealth: {
            /** @constant */
            readonly status: "ok";
            /** @description The two tables and the payment gateway: all `ok` in this answer. */
            readonly dependencies: {
                /** @enum {string} */
                readonly ledger: "ok" | "failing";
                /** @enum {string} */
                readonly calls: "ok" | "failing";
                /** @enum {string} */
                readonly gateway: "ok" | "failing";
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Organization = components['schemas']['Organization'];
export type PaymentMethod = components['schemas']['PaymentMethod'];
export type MethodSession = components['schemas']['MethodSession'];
export type Product = components['schemas']['Product'];
export type CreditsProduct = components['schemas']['CreditsProduct'];
export type LicenseProduct = components['schemas']['LicenseProduct'];
export type OwnedProducts = components['schemas']['OwnedProducts'];
export type AutoRecharge = components['schemas']['AutoRecharge'];
export type NextAction = components['schemas']['NextAction'];
export type RedirectAction = components['schemas']['RedirectAction'];
export type TransferAction = components['schemas']['TransferAction'];
export type License = components['schemas']['License'];
export type Me = components['schemas']['Me'];
export type Member = components['schemas']['Member'];
export type InvitedMember = components['schemas']['InvitedMember'];
export type Client = components['schemas']['Client'];
export type ClientWithSecret = components['schemas']['ClientWithSecret'];
export type AccessToken = components['schemas']['AccessToken'];
export type FundedPurchase = components['schemas']['FundedPurchase'];
export type Actor = components['schemas']['Actor'];
export type Lot = components['schemas']['Lot'];
export type Invoice = components['schemas']['Invoice'];
export type Purchase = components['schemas']['Purchase'];
export type PurchaseDetails = components['schemas']['PurchaseDetails'];
export type Refund = components['schemas']['Refund'];
export type MovedCredits = components['schemas']['MovedCredits'];
export type OpeningBalances = components['schemas']['OpeningBalances'];
export type OpeningBalanceLine = components['schemas']['OpeningBalanceLine'];
export type User = components['schemas']['User'];
export type DialOutPolicy = components['schemas']['DialOutPolicy'];
export type Job = components['schemas']['Job'];
export type UsageFile = components['schemas']['UsageFile'];
export type Export = components['schemas']['Export'];
export type ExportedFile = components['schemas']['ExportedFile'];
export type Erasure = components['schemas']['Erasure'];
export type LicenseJob = components['schemas']['LicenseJob'];
export type LicenseJobProgress = components['schemas']['LicenseJobProgress'];
export type LineFailure = components['schemas']['LineFailure'];
export type CallDecision = components['schemas']['CallDecision'];
export type AllowedCall = components['schemas']['AllowedCall'];
export type DeniedCall = components['schemas']['DeniedCall'];
export type UsageReceipt = components['schemas']['UsageReceipt'];
export type RejectedRecord = components['schemas']['RejectedRecord'];
export type UsageRow = components['schemas']['UsageRow'];
export type ReversedCall = components['schemas']['ReversedCall'];
export type AuditResult = components['schemas']['AuditResult'];
export type Call = components['schemas']['Call'];
export type CallReversal = components['schemas']['CallReversal'];
export type RunningLease = components['schemas']['RunningLease'];
export type Balance = components['schemas']['Balance'];
export type Entry = components['schemas']['Entry'];
export type EntryReference = components['schemas']['EntryReference'];
export type DebtLine = components['schemas']['DebtLine'];
export type Pool = components['schemas']['Pool'];
export type InvoiceDocument = components['schemas']['InvoiceDocument'];
export type Tax = components['schemas']['Tax'];
export type JournalEntry = components['schemas']['JournalEntry'];
export type Revenue = components['schemas']['Revenue'];
export type RevenueTotal = components['schemas']['RevenueTotal'];
export type CreditFlows = components['schemas']['CreditFlows'];
export type RevenueOfOrganization = components['schemas']['RevenueOfOrganization'];
export type PaperSummary = components['schemas']['PaperSummary'];
export type PaperDocument = components['schemas']['PaperDocument'];
export type StatementFigures = components['schemas']['StatementFigures'];
export type Quote = components['schemas']['Quote'];
export type AllowedQuote = components['schemas']['AllowedQuote'];
export type Rate = components['schemas']['Rate'];
export type DeniedQuote = components['schemas']['DeniedQuote'];
export type RateDeckTrial = components['schemas']['RateDeckTrial'];
export type RateChange = components['schemas']['RateChange'];
export type RecentCalls = components['schemas']['RecentCalls'];
export type CallsWithoutRate = components['schemas']['CallsWithoutRate'];
export type RecentCallsOfOrganization = components['schemas']['RecentCallsOfOrganization'];
export type DeckWarning = components['schemas']['DeckWarning'];
export type NewRateDeck = components['schemas']['NewRateDeck'];
export type RateDeck = components['schemas']['RateDeck'];
export type PublishedRate = components['schemas']['PublishedRate'];
export type WebhookReceipt = components['schemas']['WebhookReceipt'];
export type SignInSettings = components['schemas']['SignInSettings'];
export type Health = components['schemas']['Health'];
export type DeepHealth = components['schemas']['DeepHealth'];
export type $defs = Record<string, never>;
export interface operations {
    readonly listOrganizations: {
        readonly parameters: {
            readonly query?: {
                /** @description The most items of the page. */
                readonly limit?: number;
                readonly cursor?: string;
                /** @description How the ids begin; without it, all are listed. */
                readonly prefix?: string;
                /**
                 * @description Only organizations with this text in id or name, in any capitals.
                 * @example contos
                 */
                readonly search?: string;
                /** @description Only organizations with this status. */
                readonly status?: "active" | "suspended";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "contoso",
                     *           "name": "Contoso",
                     *           "country": "US",
                     *           "currency": "USD",
                     *           "agreement": "MOSA",
                     *           "status": "active",
                     *           "statusReason": null,
                     *           "creditsLicenseRequiredFor": "every-call",
                     *           "payAsYouGo": false,
                     *           "funded": false,
                     *           "createdAt": "2026-11-02T09:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Organization"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly createOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "id": "contoso",
                 *       "name": "Contoso",
                 *       "country": "US",
                 *       "currency": "USD",
                 *       "agreement": "MOSA"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Chosen by the operator; it is part of addresses and never changes. */
                    readonly id: string;
                    /** @description The name on invoices. */
                    readonly name: string;
                    /**
                     * Format: iso-3166-1-alpha-2
                     * @description Where it is billed: an ISO 3166-1 alpha-2 code.
                     */
                    readonly country: string;
                    /**
                     * Format: iso-4217
                     * @description The ISO 4217 code of all its money. It never changes.
                     */
                    readonly currency: string;
                    /**
                     * @description The agreement with Microsoft. Under MCA credits are funded by auto-recharge alone.
                     * @enum {string}
                     */
                    readonly agreement: "MOSA" | "MCA";
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "contoso",
                     *       "name": "Contoso",
                     *       "country": "US",
                     *       "currency": "USD",
                     *       "agreement": "MOSA",
                     *       "status": "active",
                     *       "statusReason": null,
                     *       "creditsLicenseRequiredFor": "every-call",
                     *       "payAsYouGo": false,
                     *       "funded": false,
                     *       "createdAt": "2026-11-02T09:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    readonly getOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "contoso",
                     *       "name": "Contoso",
                     *       "country": "US",
                     *       "currency": "USD",
                     *       "agreement": "MOSA",
                     *       "status": "active",
                     *       "statusReason": null,
                     *       "creditsLicenseRequiredFor": "every-call",
                     *       "payAsYouGo": false,
                     *       "funded": false,
                     *       "createdAt": "2026-11-02T09:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    readonly patchOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "creditsLicenseRequiredFor": "paid-calls"
                 *     }
                 */
                readonly "application/json": {
                    /** @description The name on invoices that are issued from then on. */
                    readonly name?: string;
                    /**
                     * @description While it is suspended, only emergency calls are allowed. Only an operator may change it.
                     * @enum {string}
                     */
                    readonly status?: "active" | "suspended";
                    /** @description Why the status changes, for people; only with `status`. */
                    readonly reason?: string;
                    /** @description Whether what credits do not pay is billed after the end of the month. Only an operator may change it. */
                    readonly payAsYouGo?: boolean;
                    /**
                     * @description The agreement with Microsoft. Under MCA credits are funded by auto-recharge alone. Only an operator may change it.
                     * @enum {string}
                     */
                    readonly agreement?: "MOSA" | "MCA";
                    /**
                     * Format: iso-3166-1-alpha-2
                     * @description Where it is billed: an ISO 3166-1 alpha-2 code. Only an operator may change it.
                     */
                    readonly country?: string;
                    /**
                     * @description Once credits were funded: whether every call needs a user with the credits license, or only calls that credits pay for.
                     * @enum {string}
                     */
                    readonly creditsLicenseRequiredFor?: "every-call" | "paid-calls";
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "contoso",
                     *       "name": "Contoso",
                     *       "country": "US",
                     *       "currency": "USD",
                     *       "agreement": "MOSA",
                     *       "status": "active",
                     *       "statusReason": null,
                     *       "creditsLicenseRequiredFor": "paid-calls",
                     *       "payAsYouGo": false,
                     *       "funded": false,
                     *       "createdAt": "2026-11-02T09:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    readonly putPaymentMethod: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "token": "tok_visa",
                 *       "billingAddress": {
                 *         "line1": "One Contoso Way",
                 *         "city": "Redmond",
                 *         "region": "WA",
                 *         "country": "US"
                 *       },
                 *       "purchaseOrder": "PO-4711",
                 *       "email": "billing@contoso.com"
                 *     }
                 */
                readonly "application/json": {
                    /** @description The payment gateway's token of the method, made in the browser; card data is never sent here. */
                    readonly token: string;
                    /** @description A text of up to 20 lines, or an object with a text for each line; null for none. */
                    readonly billingAddress?: string | {
                        readonly [key: string]: string | null;
                    };
                    /** @description The organization's own reference, which invoices repeat. */
                    readonly purchaseOrder?: string;
                    /** @description The organization's tax id, which invoices repeat and the tax is decided by. */
                    readonly taxId?: string;
                    /**
                     * Format: email
                     * @description Where the payment gateway writes to the payer. It is on no invoice.
                     */
                    readonly email?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pm_5eacdf9c8206311a847e05d3",
                     *       "position": 1,
                     *       "token": "tok_visa",
                     *       "label": "visa ending in 4242",
                     *       "card": {
                     *         "brand": "visa",
                     *         "last4": "4242",
                     *         "expiresMonth": "2034-12"
                     *       },
                     *       "expired": false,
                     *       "expiresSoon": false,
                     *       "billingAddress": {
                     *         "line1": "One Contoso Way",
                     *         "city": "Redmond",
                     *         "region": "WA",
                     *         "country": "US"
                     *       },
                     *       "purchaseOrder": "PO-4711",
                     *       "taxId": null,
                     *       "email": "billing@contoso.com",
                     *       "setAt": "2026-11-02T09:05:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["PaymentMethod"];
                };
            };
        };
    };
    readonly listPaymentMethods: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pm_5eacdf9c8206311a847e05d3",
                     *           "position": 1,
                     *           "token": "tok_visa",
                     *           "label": "visa ending in 4242",
                     *           "card": {
                     *             "brand": "visa",
                     *             "last4": "4242",
                     *             "expiresMonth": "2034-12"
                     *           },
                     *           "expired": false,
                     *           "expiresSoon": false,
                     *           "billingAddress": {
                     *             "line1": "One Contoso Way",
                     *             "city": "Redmond",
                     *             "region": "WA",
                     *             "country": "US"
                     *           },
                     *           "purchaseOrder": "PO-4711",
                     *           "taxId": null,
                     *           "email": "billing@contoso.com",
                     *           "setAt": "2026-11-02T09:05:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["PaymentMethod"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly addPaymentMethod: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "token": "tok_mastercard",
                 *       "billingAddress": {
                 *         "line1": "One Contoso Way",
                 *         "city": "Redmond",
                 *         "region": "WA",
                 *         "country": "US"
                 *       },
                 *       "purchaseOrder": "PO-4711",
                 *       "email": "billing@contoso.com"
                 *     }
                 */
                readonly "application/json": {
                    /** @description The payment gateway's token of the method, made in the browser; card data is never sent here. */
                    readonly token: string;
                    /** @description A text of up to 20 lines, or an object with a text for each line; null for none. */
                    readonly billingAddress?: string | {
                        readonly [key: string]: string | null;
                    };
                    /** @description The organization's own reference, which invoices repeat. */
                    readonly purchaseOrder?: string;
                    /** @description The organization's tax id, which invoices repeat and the tax is decided by. */
                    readonly taxId?: string;
                    /**
                     * Format: email
                     * @description Where the payment gateway writes to the payer. It is on no invoice.
                     */
                    readonly email?: string;
                    /** @description The place in the order of charging, from 1; the last if it is left out. */
                    readonly position?: number;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pm_d864c7a93da1f684a98550e2",
                     *       "position": 2,
                     *       "token": "tok_mastercard",
                     *       "label": "mastercard ending in 4444",
                     *       "card": {
                     *         "brand": "mastercard",
                     *         "last4": "4444",
                     *         "expiresMonth": "2034-12"
                     *       },
                     *       "expired": false,
                     *       "expiresSoon": false,
                     *       "billingAddress": {
                     *         "line1": "One Contoso Way",
                     *         "city": "Redmond",
                     *         "region": "WA",
                     *         "country": "US"
                     *       },
                     *       "purchaseOrder": "PO-4711",
                     *       "taxId": null,
                     *       "email": "billing@contoso.com",
                     *       "setAt": "2026-11-02T09:05:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["PaymentMethod"];
                };
            };
        };
    };
    readonly openMethodSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "returnUrl": "http://127.0.0.1:3000/?returned=card"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * Format: uri
                     * @description Where the gateway's page leads back to: an address of the console or of this API, or one that the deployment allows.
                     */
                    readonly returnUrl: string;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://checkout.stripe.com/c/pay/cs_live_a1",
                     *       "expiresAt": "2026-11-02T10:05:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["MethodSession"];
                };
            };
        };
    };
    readonly removePaymentMethod: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The payment method, by the id in the list of methods.
                 * @example pm_d864c7a93da1f684a98550e2
                 */
                readonly method: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description No Content */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly patchPaymentMethod: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The payment method, by the id in the list of methods.
                 * @example pm_5eacdf9c8206311a847e05d3
                 */
                readonly method: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "position": 1
                 *     }
                 */
                readonly "application/json": {
                    /** @description The place in the order of charging, from 1; beyond the last it is the last. */
                    readonly position?: number;
                    /** @description A text of up to 20 lines, or an object with a text for each line; null for none. */
                    readonly billingAddress?: string | {
                        readonly [key: string]: string | null;
                    };
                    /** @description The organization's own reference, which invoices repeat; null removes it. */
                    readonly purchaseOrder?: string | null;
                    /** @description The organization's tax id, which invoices repeat and the tax is decided by; null removes it. */
                    readonly taxId?: string | null;
                    /** @description Where the payment gateway writes to the payer; null removes it. */
                    readonly email?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pm_5eacdf9c8206311a847e05d3",
                     *       "position": 1,
                     *       "token": "tok_visa",
                     *       "label": "visa ending in 4242",
                     *       "card": {
                     *         "brand": "visa",
                     *         "last4": "4242",
                     *         "expiresMonth": "2034-12"
                     *       },
                     *       "expired": false,
                     *       "expiresSoon": false,
                     *       "billingAddress": {
                     *         "line1": "One Contoso Way",
                     *         "city": "Redmond",
                     *         "region": "WA",
                     *         "country": "US"
                     *       },
                     *       "purchaseOrder": "PO-4711",
                     *       "taxId": null,
                     *       "email": "billing@contoso.com",
                     *       "setAt": "2026-11-02T09:05:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["PaymentMethod"];
                };
            };
        };
    };
    readonly listMarketplace: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 2
                 */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description The ISO 4217 code of the currency in which credits are to be bought.
                 * @example USD
                 */
                readonly currency?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kind": "credits",
                     *           "sku": "COMMUNICATIONS_CREDITS",
                     *           "currency": "USD",
                     *           "minimum": "50.00",
                     *           "maximum": "100000.00",
                     *           "termMonths": 12
                     *         },
                     *         {
                     *           "kind": "license",
                     *           "sku": "CALLING_PLAN_DOMESTIC"
                     *         }
                     *       ],
                     *       "nextCursor": "bGljZW5zZTpDQUxMSU5HX1BMQU5fRE9NRVNUSUM"
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Product"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly getProducts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "credits": {
                     *         "currency": "USD",
                     *         "balance": "98.176",
                     *         "available": "98.176",
                     *         "debt": "0.00",
                     *         "minimum": "50.00",
                     *         "maximum": "100000.00",
                     *         "termMonths": 12
                     *       },
                     *       "autoRecharge": {
                     *         "enabled": true,
                     *         "amount": "50.00",
                     *         "threshold": "20.00",
                     *         "monthlyCap": "500.00",
                     *         "monthlyCapIsDefault": false,
                     *         "rechargesPerHour": 4,
                     *         "currency": "USD",
                     *         "status": "idle",
                     *         "reason": null,
                     *         "retryAt": null,
                     *         "purchase": null,
                     *         "nextAction": null,
                     *         "consecutiveDeclines": 0,
                     *         "rechargedThisMonth": "0.00"
                     *       },
                     *       "paymentMethod": {
                     *         "id": "pm_5eacdf9c8206311a847e05d3",
                     *         "position": 1,
                     *         "token": "tok_visa",
                     *         "label": "visa ending in 4242",
                     *         "card": {
                     *           "brand": "visa",
                     *           "last4": "4242",
                     *           "expiresMonth": "2034-12"
                     *         },
                     *         "expired": false,
                     *         "expiresSoon": false,
                     *         "billingAddress": {
                     *           "line1": "One Contoso Way",
                     *           "city": "Redmond",
                     *           "region": "WA",
                     *           "country": "US"
                     *         },
                     *         "purchaseOrder": "PO-4711",
                     *         "taxId": null,
                     *         "email": "billing@contoso.com",
                     *         "setAt": "2026-11-02T09:05:00.000Z"
                     *       },
                     *       "licenses": [
                     *         {
                     *           "sku": "E5",
                     *           "quantity": 25,
                     *           "assigned": 2,
                     *           "available": 23
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["OwnedProducts"];
                };
            };
        };
    };
    readonly getAutoRecharge: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "amount": "50.00",
                     *       "threshold": "20.00",
                     *       "monthlyCap": "500.00",
                     *       "monthlyCapIsDefault": false,
                     *       "rechargesPerHour": 4,
                     *       "currency": "USD",
                     *       "status": "idle",
                     *       "reason": null,
                     *       "retryAt": null,
                     *       "purchase": null,
                     *       "nextAction": null,
                     *       "consecutiveDeclines": 0,
                     *       "rechargedThisMonth": "0.00"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["AutoRecharge"];
                };
            };
        };
    };
    readonly putAutoRecharge: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "enabled": true,
                 *       "amount": "50.00",
                 *       "threshold": "20.00",
                 *       "monthlyCap": "500.00"
                 *     }
                 */
                readonly "application/json": {
                    /** @description To switch it on, a payment method must be set. */
                    readonly enabled: boolean;
                    /** @description What a recharge adds, or a multiple of it: a decimal amount in major units of the organization's currency. */
                    readonly amount?: string;
                    /** @description A recharge begins when the balance less the debt is below this decimal amount, in major units of the organization's currency. */
                    readonly threshold?: string;
                    /** @description The most that may be recharged in a calendar month (UTC), a decimal amount in major units. Left out, it stays as it is, or is the default; null, which only an operator may send, removes it. */
                    readonly monthlyCap?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "amount": "50.00",
                     *       "threshold": "20.00",
                     *       "monthlyCap": "500.00",
                     *       "monthlyCapIsDefault": false,
                     *       "rechargesPerHour": 4,
                     *       "currency": "USD",
                     *       "status": "idle",
                     *       "reason": null,
                     *       "retryAt": null,
                     *       "purchase": null,
                     *       "nextAction": null,
                     *       "consecutiveDeclines": 0,
                     *       "rechargedThisMonth": "0.00"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["AutoRecharge"];
                };
            };
        };
    };
    readonly getMe: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "4f1c2a6e-0f0b-8c56-8d5e-8b6f6a1f0c11",
                     *       "name": null,
                     *       "email": null,
                     *       "kind": "person",
                     *       "operator": true,
                     *       "organization": null,
                     *       "organizations": [],
                     *       "scopes": [
                     *         "operator"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    readonly chooseOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "organization": "contoso"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Chosen by the operator; it is part of addresses and never changes. */
                    readonly organization: string;
                };
            };
        };
        readonly responses: {
            /** @description No Content */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly listMembers: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 20
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mem_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *           "email": "grace@contoso.com",
                     *           "name": null,
                     *           "role": "billing",
                     *           "status": "invited",
                     *           "invitedAt": "2026-11-24T09:00:00.000Z",
                     *           "joinedAt": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Member"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly inviteMember: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "email": "grace@contoso.com",
                 *       "role": "billing"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * Format: email
                     * @description The address with which the person signs in, in any capitals.
                     */
                    readonly email: string;
                    /**
                     * @description `owner` does everything in the organization, `billing` sees to its money, `licenses` to its users and their licenses; `auditor` reads everything and changes nothing. Machines have a role of their own.
                     * @enum {string}
                     */
                    readonly role: "owner" | "billing" | "licenses" | "auditor";
                    /** @description Until the person signs in and brings another one. */
                    readonly name?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitedMember"];
                };
            };
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mem_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *       "email": "grace@contoso.com",
                     *       "name": null,
                     *       "role": "billing",
                     *       "status": "invited",
                     *       "invitedAt": "2026-11-24T09:00:00.000Z",
                     *       "joinedAt": null,
                     *       "invitation": "mailed"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["InvitedMember"];
                };
            };
        };
    };
    readonly removeMember: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The member, by the id that the invitation returned.
                 * @example mem_5f3c1d0a9b8e7f6a5b4c3d2e
                 */
                readonly member: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description No Content */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly patchMember: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The member, by the id that the invitation returned.
                 * @example mem_5f3c1d0a9b8e7f6a5b4c3d2e
                 */
                readonly member: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "role": "auditor"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description `owner` does everything in the organization, `billing` sees to its money, `licenses` to its users and their licenses; `auditor` reads everything and changes nothing. Machines have a role of their own.
                     * @enum {string}
                     */
                    readonly role: "owner" | "billing" | "licenses" | "auditor";
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mem_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *       "email": "grace@contoso.com",
                     *       "name": null,
                     *       "role": "auditor",
                     *       "status": "invited",
                     *       "invitedAt": "2026-11-24T09:00:00.000Z",
                     *       "joinedAt": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    readonly listClients: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 20
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *           "clientId": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *           "name": "Calling platform",
                     *           "role": "platform",
                     *           "scopes": [
                     *             "calls:write"
                     *           ],
                     *           "createdAt": "2026-11-24T09:00:00.000Z",
                     *           "secretCreatedAt": "2026-11-24T09:00:00.000Z",
                     *           "earlierSecretValidUntil": null,
                     *           "lastUsedOn": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Client"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly createClient: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "Calling platform"
                 *     }
                 */
                readonly "application/json": {
                    /** @description For people: which program it is, and where it runs. */
                    readonly name: string;
                    /**
                     * @description Only one whose scopes the caller has, too; `platform` unless there are `scopes`.
                     * @enum {string}
                     */
                    readonly role?: "owner" | "billing" | "licenses" | "auditor" | "platform";
                    /** @description In the place of a role: only those that the caller has, too. */
                    readonly scopes?: readonly ("billing:read" | "billing:write" | "licenses:read" | "licenses:write" | "members:write" | "calls:write")[];
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *       "clientId": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *       "name": "Calling platform",
                     *       "role": "platform",
                     *       "scopes": [
                     *         "calls:write"
                     *       ],
                     *       "createdAt": "2026-11-24T09:00:00.000Z",
                     *       "secretCreatedAt": "2026-11-24T09:00:00.000Z",
                     *       "earlierSecretValidUntil": null,
                     *       "lastUsedOn": null,
                     *       "clientSecret": "ccs_V3Zb1f0o7m2u9dQ8xk5yEJ4hC6tAwRsLgPiNnXqTzKE"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ClientWithSecret"];
                };
            };
        };
    };
    readonly replaceClientSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The program, by the id that its POST returned.
                 * @example cli_5f3c1d0a9b8e7f6a5b4c3d2e
                 */
                readonly client: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "keepHours": 24
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description For how long the earlier secret stays valid. One before that one ends at once.
                     * @default 24
                     */
                    readonly keepHours?: number;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *       "clientId": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                     *       "name": "Calling platform",
                     *       "role": "platform",
                     *       "scopes": [
                     *         "calls:write"
                     *       ],
                     *       "createdAt": "2026-11-24T09:00:00.000Z",
                     *       "secretCreatedAt": "2026-11-25T09:00:00.000Z",
                     *       "earlierSecretValidUntil": "2026-11-26T09:00:00.000Z",
                     *       "lastUsedOn": null,
                     *       "clientSecret": "ccs_V3Zb1f0o7m2u9dQ8xk5yEJ4hC6tAwRsLgPiNnXqTzKE"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ClientWithSecret"];
                };
            };
        };
    };
    readonly removeClient: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The program, by the id that its POST returned.
                 * @example cli_5f3c1d0a9b8e7f6a5b4c3d2e
                 */
                readonly client: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description No Content */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly issueToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "grant_type": "client_credentials",
                 *       "client_id": "cli_5f3c1d0a9b8e7f6a5b4c3d2e",
                 *       "client_secret": "ccs_V3Zb1f0o7m2u9dQ8xk5yEJ4hC6tAwRsLgPiNnXqTzKE"
                 *     }
                 */
                readonly "application/x-www-form-urlencoded": {
                    /** @constant */
                    readonly grant_type: "client_credentials";
                    /** @description Of the program, unless it is in the header `Authorization` (Basic). */
                    readonly client_id?: string;
                    /** @description Only beside a `client_id`. */
                    readonly client_secret?: string;
                    /** @description Fewer scopes than those of the program, with spaces between them. */
                    readonly scope?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 3600,
                     *       "scope": "calls:write"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["AccessToken"];
                };
            };
        };
    };
    readonly listPurchases: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 20
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "pur_64f0c4bc3e8db2168701e4b8",
                     *           "kind": "purchase",
                     *           "source": "purchase",
                     *           "status": "succeeded",
                     *           "amount": "100.00",
                     *           "tax": "0.00",
                     *           "total": "100.00",
                     *           "refunded": "0.00",
                     *           "currency": "USD",
                     *           "createdAt": "2026-11-02T09:06:01.250Z",
                     *           "finishedAt": "2026-11-02T09:06:02.417Z",
                     *           "reason": null,
                     *           "pay": "stored",
                     *           "nextAction": null,
                     *           "excess": "0.00",
                     *           "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *           "invoiceId": "inv_00000001",
                     *           "actor": {
                     *             "kind": "person",
                     *             "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *             "name": null
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Purchase"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly createPurchase: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "amount": "100.00",
                 *       "currency": "USD",
                 *       "autoRecharge": {
                 *         "amount": "50.00",
                 *         "threshold": "20.00"
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description A decimal amount in major units of the organization's currency, within the limits of `GET /v1/products`. */
                    readonly amount: string;
                    /**
                     * Format: iso-4217
                     * @description An ISO 4217 code. Given, it must be the organization's currency.
                     */
                    readonly currency?: string;
                    /** @description Switched on with these settings once the purchase succeeds, unless others were set meanwhile. Without a payment method it is then suspended until there is one. */
                    readonly autoRecharge?: {
                        /** @description What each recharge funds, in major units, within the limits of a purchase. */
                        readonly amount: string;
                        /** @description A balance below this amount, in major units, starts a recharge. */
                        readonly threshold: string;
                    };
                    /**
                     * @description `stored`: by the first payment method. `hosted`: by a card that the payer enters on the gateway's page. `bank-transfer`: into an account that the answer names.
                     * @default stored
                     * @enum {string}
                     */
                    readonly pay?: "stored" | "hosted" | "bank-transfer";
                    /**
                     * Format: uri
                     * @description Where the page of the bank or of the gateway leads back to: an address of the console or of this API, or one that the deployment allows. Required for `hosted`.
                     */
                    readonly returnUrl?: string;
                    /** @description Of `hosted`: whether the card becomes a payment method. By default it does with `autoRecharge`, and when there is no payment method. */
                    readonly keepsCard?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pur_64f0c4bc3e8db2168701e4b8",
                     *       "kind": "purchase",
                     *       "source": "purchase",
                     *       "status": "succeeded",
                     *       "amount": "100.00",
                     *       "tax": "0.00",
                     *       "total": "100.00",
                     *       "refunded": "0.00",
                     *       "currency": "USD",
                     *       "createdAt": "2026-11-02T09:06:01.250Z",
                     *       "finishedAt": "2026-11-02T09:06:02.417Z",
                     *       "reason": null,
                     *       "pay": "stored",
                     *       "nextAction": null,
                     *       "excess": "0.00",
                     *       "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *       "invoiceId": "inv_00000001",
                     *       "actor": {
                     *         "kind": "person",
                     *         "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *         "name": null
                     *       },
                     *       "lot": {
                     *         "id": "lot_0mvz1asz5_b2168701e4b8",
                     *         "amount": "100.00",
                     *         "remaining": "100.00",
                     *         "used": "0.00",
                     *         "forfeited": "0.00",
                     *         "unbooked": "0.00",
                     *         "withdrawn": "0.00",
                     *         "currency": "USD",
                     *         "purchasedAt": "2026-11-02T09:06:02.417Z",
                     *         "expiresAt": "2027-11-02T09:06:02.417Z",
                     *         "expired": false,
                     *         "source": "purchase",
                     *         "status": "open"
                     *       },
                     *       "invoice": {
                     *         "id": "inv_00000001",
                     *         "number": 1,
                     *         "kind": "purchase",
                     *         "orderId": "pur_64f0c4bc3e8db2168701e4b8",
                     *         "period": null,
                     *         "description": "Communications credits",
                     *         "amount": "100.00",
                     *         "currency": "USD",
                     *         "issuedAt": "2026-11-02T09:06:02.417Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["FundedPurchase"];
                };
            };
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Purchase"];
                };
            };
        };
    };
    readonly getPurchase: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The purchase (`pur_…`) or the recharge (`rch_…`).
                 * @example pur_64f0c4bc3e8db2168701e4b8
                 */
                readonly purchase: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pur_64f0c4bc3e8db2168701e4b8",
                     *       "kind": "purchase",
                     *       "source": "purchase",
                     *       "status": "succeeded",
                     *       "amount": "100.00",
                     *       "tax": "0.00",
                     *       "total": "100.00",
                     *       "refunded": "0.00",
                     *       "currency": "USD",
                     *       "createdAt": "2026-11-02T09:06:01.250Z",
                     *       "finishedAt": "2026-11-02T09:06:02.417Z",
                     *       "reason": null,
                     *       "pay": "stored",
                     *       "nextAction": null,
                     *       "excess": "0.00",
                     *       "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *       "invoiceId": "inv_00000001",
                     *       "actor": {
                     *         "kind": "person",
                     *         "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *         "name": null
                     *       },
                     *       "lot": {
                     *         "id": "lot_0mvz1asz5_b2168701e4b8",
                     *         "amount": "100.00",
                     *         "remaining": "100.00",
                     *         "used": "0.00",
                     *         "forfeited": "0.00",
                     *         "unbooked": "0.00",
                     *         "withdrawn": "0.00",
                     *         "currency": "USD",
                     *         "purchasedAt": "2026-11-02T09:06:02.417Z",
                     *         "expiresAt": "2027-11-02T09:06:02.417Z",
                     *         "expired": false,
                     *         "source": "purchase",
                     *         "status": "open"
                     *       },
                     *       "invoice": {
                     *         "id": "inv_00000001",
                     *         "number": 1,
                     *         "kind": "purchase",
                     *         "orderId": "pur_64f0c4bc3e8db2168701e4b8",
                     *         "period": null,
                     *         "description": "Communications credits",
                     *         "amount": "100.00",
                     *         "currency": "USD",
                     *         "issuedAt": "2026-11-02T09:06:02.417Z"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["PurchaseDetails"];
                };
            };
        };
    };
    readonly renewNextAction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The purchase (`pur_…`) or the recharge (`rch_…`).
                 * @example pur_64f0c4bc3e8db2168701e4b8
                 */
                readonly purchase: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /** @example {} */
                readonly "application/json": {
                    /**
                     * Format: uri
                     * @description Where the gateway's page leads back to: an address of the console or of this API, or one that the deployment allows.
                     */
                    readonly returnUrl?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "pur_64f0c4bc3e8db2168701e4b8",
                     *       "kind": "purchase",
                     *       "source": "purchase",
                     *       "status": "succeeded",
                     *       "amount": "100.00",
                     *       "tax": "0.00",
                     *       "total": "100.00",
                     *       "refunded": "0.00",
                     *       "currency": "USD",
                     *       "createdAt": "2026-11-02T09:06:01.250Z",
                     *       "finishedAt": "2026-11-02T09:06:02.417Z",
                     *       "reason": null,
                     *       "pay": "stored",
                     *       "nextAction": null,
                     *       "excess": "0.00",
                     *       "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *       "invoiceId": "inv_00000001",
                     *       "actor": {
                     *         "kind": "person",
                     *         "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *         "name": null
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Purchase"];
                };
            };
        };
    };
    readonly refundPurchase: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The purchase (`pur_…`) or the recharge (`rch_…`).
                 * @example pur_64f0c4bc3e8db2168701e4b8
                 */
                readonly purchase: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "amount": "25.00",
                 *       "reason": "Bought twice"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason?: string;
                    /** @description In major units, at most what is unspent. Without it, all that is unspent. */
                    readonly amount?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ref_23df06f4fc6a6cf0e19b0ee0",
                     *       "purchase": "pur_64f0c4bc3e8db2168701e4b8",
                     *       "status": "succeeded",
                     *       "amount": "25.00",
                     *       "tax": "0.00",
                     *       "currency": "USD",
                     *       "createdAt": "2026-11-24T10:15:40.118Z",
                     *       "actor": {
                     *         "kind": "person",
                     *         "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *         "name": null
                     *       },
                     *       "reason": "Bought twice",
                     *       "lot": {
                     *         "id": "lot_0mvz1asz5_b2168701e4b8",
                     *         "amount": "100.00",
                     *         "remaining": "71.15",
                     *         "used": "3.85",
                     *         "forfeited": "0.00",
                     *         "unbooked": "0.00",
                     *         "withdrawn": "25.00",
                     *         "currency": "USD",
                     *         "purchasedAt": "2026-11-02T09:06:02.417Z",
                     *         "expiresAt": "2027-11-02T09:06:02.417Z",
                     *         "expired": false,
                     *         "source": "purchase",
                     *         "status": "open"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Refund"];
                };
            };
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    readonly createGrant: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "amount": "25.00",
                 *       "kind": "goodwill",
                 *       "expiresAt": "2027-12-31T00:00:00Z",
                 *       "reason": "Outage of 20 November",
                 *       "reference": "TICKET-4711"
                 *     }
                 */
                readonly "application/json": {
                    /** @description A decimal amount in major units of the organization's currency, at most the largest funding of `GET /v1/products`. */
                    readonly amount: string;
                    /**
                     * @description `promotion` or `goodwill`: given away. `migration`: the balance of an earlier system. `transfer-in`: moved here from elsewhere.
                     * @enum {string}
                     */
                    readonly kind: "promotion" | "goodwill" | "migration" | "transfer-in";
                    /**
                     * Format: date-time
                     * @description The credits pay for calls that start before this instant: at most five years from now. Without it 12 months from now, as what is bought.
                     */
                    readonly expiresAt?: string;
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason: string;
                    /** @description The operator's own name for it, such as that of a ticket. Within an organization it is used once, for good. */
                    readonly reference: string;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "gra_0nj3t5x2o_b2168701e4b8",
                     *       "amount": "25.00",
                     *       "remaining": "25.00",
                     *       "used": "0.00",
                     *       "forfeited": "0.00",
                     *       "unbooked": "0.00",
                     *       "withdrawn": "0.00",
                     *       "currency": "USD",
                     *       "purchasedAt": "2026-11-24T10:00:00.000Z",
                     *       "expiresAt": "2027-12-31T00:00:00.000Z",
                     *       "expired": false,
                     *       "source": "grant",
                     *       "grant": {
                     *         "kind": "goodwill",
                     *         "reason": "Outage of 20 November",
                     *         "reference": "TICKET-4711"
                     *       },
                     *       "status": "open"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Lot"];
                };
            };
        };
    };
    readonly extendLot: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The lot, by the id that `GET lots` shows.
                 * @example gra_0nj3t5x2o_b2168701e4b8
                 */
                readonly lot: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "expiresAt": "2028-01-31T00:00:00Z",
                 *       "reason": "Contract prolonged"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * Format: date-time
                     * @description Later than the lot expires: the credits pay for calls that start before this instant, at most five years from now.
                     */
                    readonly expiresAt: string;
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "gra_0nj3t5x2o_b2168701e4b8",
                     *       "amount": "25.00",
                     *       "remaining": "25.00",
                     *       "used": "0.00",
                     *       "forfeited": "0.00",
                     *       "unbooked": "0.00",
                     *       "withdrawn": "0.00",
                     *       "currency": "USD",
                     *       "purchasedAt": "2026-11-24T10:00:00.000Z",
                     *       "expiresAt": "2028-01-31T00:00:00.000Z",
                     *       "expired": false,
                     *       "source": "grant",
                     *       "grant": {
                     *         "kind": "goodwill",
                     *         "reason": "Outage of 20 November",
                     *         "reference": "TICKET-4711"
                     *       },
                     *       "status": "open"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Lot"];
                };
            };
        };
    };
    readonly writeOffLot: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The lot, by the id that `GET lots` shows.
                 * @example gra_0nj3t5x2o_b2168701e4b8
                 */
                readonly lot: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "reason": "Given twice"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "gra_0nj3t5x2o_b2168701e4b8",
                     *       "amount": "25.00",
                     *       "remaining": "0.00",
                     *       "used": "0.00",
                     *       "forfeited": "0.00",
                     *       "unbooked": "0.00",
                     *       "withdrawn": "25.00",
                     *       "currency": "USD",
                     *       "purchasedAt": "2026-11-24T10:00:00.000Z",
                     *       "expiresAt": "2028-01-31T00:00:00.000Z",
                     *       "expired": false,
                     *       "source": "grant",
                     *       "grant": {
                     *         "kind": "goodwill",
                     *         "reason": "Outage of 20 November",
                     *         "reference": "TICKET-4711"
                     *       },
                     *       "status": "closed"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Lot"];
                };
            };
        };
    };
    readonly moveCredits: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The lot, by the id that `GET lots` shows.
                 * @example gra_0nj3t5x2o_b2168701e4b8
                 */
                readonly lot: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "organization": "fabrikam",
                 *       "amount": "10.00",
                 *       "reason": "Divisions merged",
                 *       "reference": "TICKET-4714"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Where the credits go: it pays in the same currency. */
                    readonly organization: string;
                    /** @description In major units, at most what is unspent and not held. Without it, all of that. */
                    readonly amount?: string;
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason: string;
                    /** @description The operator's own name for it, such as that of a ticket. Within an organization it is used once, for good. */
                    readonly reference: string;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "booking": "bkg_1f0c4bc3e8db2168701e4b80",
                     *       "amount": "10.00",
                     *       "currency": "USD",
                     *       "from": {
                     *         "id": "gra_0nj3t5x2o_b2168701e4b8",
                     *         "amount": "25.00",
                     *         "remaining": "15.00",
                     *         "used": "0.00",
                     *         "forfeited": "0.00",
                     *         "unbooked": "0.00",
                     *         "withdrawn": "10.00",
                     *         "currency": "USD",
                     *         "purchasedAt": "2026-11-24T10:00:00.000Z",
                     *         "expiresAt": "2027-12-31T00:00:00.000Z",
                     *         "expired": false,
                     *         "source": "grant",
                     *         "grant": {
                     *           "kind": "goodwill",
                     *           "reason": "Outage of 20 November",
                     *           "reference": "TICKET-4711"
                     *         },
                     *         "status": "open"
                     *       },
                     *       "to": {
                     *         "organization": "fabrikam",
                     *         "lot": {
                     *           "id": "gra_0nj3t5x2o_68701e4b8f01",
                     *           "amount": "10.00",
                     *           "remaining": "10.00",
                     *           "used": "0.00",
                     *           "forfeited": "0.00",
                     *           "unbooked": "0.00",
                     *           "withdrawn": "0.00",
                     *           "currency": "USD",
                     *           "purchasedAt": "2026-11-24T10:00:00.000Z",
                     *           "expiresAt": "2027-12-31T00:00:00.000Z",
                     *           "expired": false,
                     *           "source": "grant",
                     *           "grant": {
                     *             "kind": "transfer-in",
                     *             "reason": "Divisions merged",
                     *             "reference": "TICKET-4714"
                     *           },
                     *           "status": "open"
                     *         }
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["MovedCredits"];
                };
            };
        };
    };
    readonly sendOpeningBalances: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description Returns what would become of each line; gives nothing.
                 * @example true
                 */
                readonly dryRun?: "true" | "false";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description CSV with a header: organization, amount, kind, expiresAt (may be left out), reference, reason; separated by commas, semicolons or tabs; up to 200 lines. Each line is a grant of its own. */
        readonly requestBody: {
            readonly content: {
                /**
                 * @example organization,amount,kind,expiresAt,reference,reason
                 *     contoso,120.50,migration,2027-06-30T00:00:00Z,OLD-1,Balance of the earlier system
                 *     unknown,80.00,migration,,OLD-2,Balance of the earlier system
                 */
                readonly "text/csv": string;
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dryRun": true,
                     *       "given": 1,
                     *       "alreadyGiven": 0,
                     *       "refused": 1,
                     *       "left": 0,
                     *       "lines": [
                     *         {
                     *           "line": 2,
                     *           "organization": "contoso",
                     *           "reference": "OLD-1",
                     *           "status": "given",
                     *           "amount": "120.50"
                     *         },
                     *         {
                     *           "line": 3,
                     *           "organization": "unknown",
                     *           "reference": "OLD-2",
                     *           "status": "refused",
                     *           "code": "not-found",
                     *           "detail": "No such organization."
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["OpeningBalances"];
                };
            };
        };
    };
    readonly listUsers: {
        readonly parameters: {
            readonly query?: {
                /** @description The most items of the page. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description Only users with this text in display name or user principal name, in any capitals.
                 * @example ada
                 */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "ada",
                     *           "userPrincipalName": "ada@contoso.com",
                     *           "displayName": "Ada Lovelace",
                     *           "usageLocation": "US",
                     *           "dialOutPolicy": {
                     *             "conferencing": "any",
                     *             "pstn": "international"
                     *           },
                     *           "licenses": [],
                     *           "status": "active",
                     *           "creditsLicenseEffective": false
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["User"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly createUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "id": "ada",
                 *       "userPrincipalName": "ada@contoso.com",
                 *       "displayName": "Ada Lovelace",
                 *       "usageLocation": "US"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Chosen by the client; it is part of addresses, names the user in calls, and never changes. */
                    readonly id: string;
                    /** @description The name to sign in with, such as `ada@contoso.com`. Within the organization it belongs to one user, in any capitals. */
                    readonly userPrincipalName: string;
                    readonly displayName: string;
                    /**
                     * Format: iso-3166-1-alpha-2
                     * @description Where the user's licenses are used: an ISO 3166-1 alpha-2 code. It decides what is domestic and which minutes are included.
                     */
                    readonly usageLocation: string;
                    readonly dialOutPolicy?: {
                        /**
                         * @description Which numbers the user's conferences may dial: any unless it is set.
                         * @enum {string}
                         */
                        readonly conferencing?: "any" | "same-country" | "zone-a" | "none";
                        /**
                         * @description Which numbers the user may call: international ones, too, unless it is set.
                         * @enum {string}
                         */
                        readonly pstn?: "international" | "domestic" | "none";
                    };
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ada",
                     *       "userPrincipalName": "ada@contoso.com",
                     *       "displayName": "Ada Lovelace",
                     *       "usageLocation": "US",
                     *       "dialOutPolicy": {
                     *         "conferencing": "any",
                     *         "pstn": "international"
                     *       },
                     *       "licenses": [],
                     *       "status": "active",
                     *       "creditsLicenseEffective": false
                     *     }
                     */
                    readonly "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    readonly getUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The user, by id or by user principal name.
                 * @example ada@contoso.com
                 */
                readonly user: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ada",
                     *       "userPrincipalName": "ada@contoso.com",
                     *       "displayName": "Ada Lovelace",
                     *       "usageLocation": "US",
                     *       "dialOutPolicy": {
                     *         "conferencing": "any",
                     *         "pstn": "international"
                     *       },
                     *       "licenses": [],
                     *       "status": "active",
                     *       "creditsLicenseEffective": false
                     *     }
                     */
                    readonly "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    readonly deleteUser: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description `true`: the person's names and numbers are erased as well, also those of a user who was removed before. What calls cost stays.
                 * @example true
                 */
                readonly erase?: "true" | "false";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The user, by id or by user principal name.
                 * @example grace
                 */
                readonly user: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "job_019abc12-3c00-7000-8000-5f0c7d1e2b34",
                     *       "kind": "erasure",
                     *       "status": "running",
                     *       "createdAt": "2026-11-24T10:00:00.000Z",
                     *       "finishedAt": null,
                     *       "total": 34,
                     *       "done": 0,
                     *       "succeeded": 0,
                     *       "failed": 0,
                     *       "erasure": {
                     *         "user": "grace",
                     *         "unreadable": 0,
                     *         "copiesUntil": null
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /** @description No Content */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly patchUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The user, by id or by user principal name.
                 * @example ada
                 */
                readonly user: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "dialOutPolicy": {
                 *         "conferencing": "zone-a"
                 *       }
                 *     }
                 */
                readonly "application/json": {
                    /** @description The name to sign in with, such as `ada@contoso.com`. Within the organization it belongs to one user, in any capitals. */
                    readonly userPrincipalName?: string;
                    readonly displayName?: string;
                    /**
                     * Format: iso-3166-1-alpha-2
                     * @description Where the user's licenses are used: an ISO 3166-1 alpha-2 code. It decides what is domestic and which minutes are included.
                     */
                    readonly usageLocation?: string;
                    /** @description What is left out stays as it is. */
                    readonly dialOutPolicy?: {
                        /**
                         * @description Which numbers the user's conferences may dial: any unless it is set.
                         * @enum {string}
                         */
                        readonly conferencing?: "any" | "same-country" | "zone-a" | "none";
                        /**
                         * @description Which numbers the user may call: international ones, too, unless it is set.
                         * @enum {string}
                         */
                        readonly pstn?: "international" | "domestic" | "none";
                    };
                    /**
                     * @description A blocked user makes no calls but emergency calls.
                     * @enum {string}
                     */
                    readonly status?: "active" | "blocked";
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ada",
                     *       "userPrincipalName": "ada@contoso.com",
                     *       "displayName": "Ada Lovelace",
                     *       "usageLocation": "US",
                     *       "dialOutPolicy": {
                     *         "conferencing": "zone-a",
                     *         "pstn": "international"
                     *       },
                     *       "licenses": [],
                     *       "status": "active",
                     *       "creditsLicenseEffective": false
                     *     }
                     */
                    readonly "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    readonly importUsers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        /** @description CSV as Entra writes it under "Download users" and the Microsoft 365 admin center under "Export users": separated by commas, semicolons or tabs, under a header with id (or objectId, Object Id), userPrincipalName (User principal name), displayName (Display name), usageLocation (Usage location) and accountEnabled (Block credential); other columns are not read; UTF-8, or UTF-16 with a byte order mark; up to 100,000 lines and 6 MB. A user without a usage location gets the country of the organization, with a warning. */
        readonly requestBody: {
            readonly content: {
                /**
                 * @example userPrincipalName,displayName,id,accountEnabled,usageLocation
                 *     ada@contoso.com,Ada Lovelace,ada,True,US
                 *     alan@contoso.com,Alan Turing,alan,True,
                 *     ada@contoso.com,Ada King,king,True,GB
                 */
                readonly "text/csv": string;
            };
        };
        readonly responses: {
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "job_019a3f6c-5e31-7c48-9d0a-5b7e21c4f8a6",
                     *       "kind": "users",
                     *       "status": "completed",
                     *       "createdAt": "2026-11-02T09:05:00.000Z",
                     *       "finishedAt": "2026-11-02T09:05:00.310Z",
                     *       "total": 3,
                     *       "done": 3,
                     *       "succeeded": 2,
                     *       "failed": 1,
                     *       "users": {
                     *         "warnings": 1
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    readonly listLicenses: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 1
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sku": "CALLING_PLAN_DOMESTIC",
                     *           "quantity": 10,
                     *           "assigned": 1,
                     *           "available": 9
                     *         }
                     *       ],
                     *       "nextCursor": "Q0FMTElOR19QTEFOX0RPTUVTVElD"
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["License"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly setLicenseQuantity: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The license SKU.
                 * @example E5
                 */
                readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "quantity": 25
                 *     }
                 */
                readonly "application/json": {
                    /** @description How many licenses the organization has: not fewer than are assigned. */
                    readonly quantity: number;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sku": "E5",
                     *       "quantity": 25,
                     *       "assigned": 2,
                     *       "available": 23
                     *     }
                     */
                    readonly "application/json": components["schemas"]["License"];
                };
            };
        };
    };
    readonly assignLicense: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The user, by id or by user principal name.
                 * @example ada
                 */
                readonly user: string;
                /**
                 * @description The license SKU.
                 * @example E5
                 */
                readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ada",
                     *       "userPrincipalName": "ada@contoso.com",
                     *       "displayName": "Ada Lovelace",
                     *       "usageLocation": "US",
                     *       "dialOutPolicy": {
                     *         "conferencing": "any",
                     *         "pstn": "international"
                     *       },
                     *       "licenses": [
                     *         {
                     *           "sku": "E5",
                     *           "assignedAt": "2026-11-02T09:10:00.000Z"
                     *         }
                     *       ],
                     *       "status": "active",
                     *       "creditsLicenseEffective": false
                     *     }
                     */
                    readonly "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    readonly removeLicense: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The user, by id or by user principal name.
                 * @example ada
                 */
                readonly user: string;
                /**
                 * @description The license SKU.
                 * @example E5
                 */
                readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "ada",
                     *       "userPrincipalName": "ada@contoso.com",
                     *       "displayName": "Ada Lovelace",
                     *       "usageLocation": "US",
                     *       "dialOutPolicy": {
                     *         "conferencing": "any",
                     *         "pstn": "international"
                     *       },
                     *       "licenses": [],
                     *       "status": "active",
                     *       "creditsLicenseEffective": false
                     *     }
                     */
                    readonly "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    readonly assignMany: {
        readonly parameters: {
            readonly query: {
                /**
                 * @description The name of a license SKU.
                 * @example E5
                 */
                readonly sku: "CALLING_PLAN_DOMESTIC" | "CALLING_PLAN_DOMESTIC_120" | "CALLING_PLAN_DOMESTIC_240" | "CALLING_PLAN_INTERNATIONAL" | "CALLING_PLAN_PAYG" | "AUDIO_CONFERENCING" | "COMMUNICATIONS_CREDITS" | "E5";
                /** @example assign */
                readonly action?: "assign" | "remove";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        /** @description One user principal name a line, or CSV (separated by commas, semicolons or tabs) with the names under userPrincipalName, UPN, User principal name, Username or Sign-in name, as Entra and the Microsoft 365 admin center export it; UTF-8, or UTF-16 with a byte order mark; up to 100,000 lines and 6 MB */
        readonly requestBody: {
            readonly content: {
                /**
                 * @example userPrincipalName
                 *     ada@contoso.com
                 *     grace@contoso.org
                 */
                readonly "text/plain": string;
                /**
                 * @example userPrincipalName
                 *     ada@contoso.com
                 *     grace@contoso.org
                 */
                readonly "text/csv": string;
            };
        };
        readonly responses: {
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "job_c07e7862-a1cb-4753-9016-37ea8b8c8b00",
                     *       "sku": "E5",
                     *       "action": "assign",
                     *       "status": "completed",
                     *       "createdAt": "2026-11-02T09:15:00.000Z",
                     *       "finishedAt": "2026-11-02T09:15:00.274Z",
                     *       "total": 2,
                     *       "done": 2,
                     *       "succeeded": 1,
                     *       "failed": 1
                     *     }
                     */
                    readonly "application/json": components["schemas"]["LicenseJob"];
                };
            };
        };
    };
    readonly getAssignments: {
        readonly parameters: {
            readonly query?: {
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The job, by the id that the POST of its list returned.
                 * @example job_c07e7862-a1cb-4753-9016-37ea8b8c8b00
                 */
                readonly job: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "job_c07e7862-a1cb-4753-9016-37ea8b8c8b00",
                     *       "sku": "E5",
                     *       "action": "assign",
                     *       "status": "completed",
                     *       "createdAt": "2026-11-02T09:15:00.000Z",
                     *       "finishedAt": "2026-11-02T09:15:00.274Z",
                     *       "total": 2,
                     *       "done": 2,
                     *       "succeeded": 1,
                     *       "failed": 1,
                     *       "errors": [
                     *         {
                     *           "line": 3,
                     *           "userPrincipalName": "grace@contoso.org",
                     *           "code": "unknown-user",
                     *           "detail": "No user has this user principal name."
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["LicenseJobProgress"];
                };
            };
        };
    };
    readonly authorizeCall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The call, by the telephony platform's own name for it.
                 * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
                 */
                readonly call: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "type": "user_out",
                 *       "userId": "ada",
                 *       "from": "+14255550100",
                 *       "to": "+33123456789",
                 *       "seconds": 600
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description The kind of call as the usage report names it; `ucap` stands for resource accounts.
                     * @enum {string}
                     */
                    readonly type: "user_out" | "user_out_conf" | "user_out_transfer" | "user_out_forwarding" | "user_in" | "conf_in" | "conf_out" | "unassigned_in" | "ucap_in" | "ucap_out";
                    /** @description The caller; for `conf_*` the meeting's organizer; left out for `ucap_*` and `unassigned_in`. */
                    readonly userId?: string | null;
                    /** @description The caller as the network reports it: a number, a SIP address or a word. It decides nothing. */
                    readonly from?: string | null;
                    /** @description The platform's own name for the meeting. It decides nothing. */
                    readonly conferenceId?: string | null;
                    /** @description The number as it was dialed: in E.164 with its +, or as it is dialed in the caller's country. Of an inbound call: the organization's own number. */
                    readonly to?: string | null;
                    /** @description How long the next lease should be; without it as long as leases are by default. */
                    readonly seconds?: number | null;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "decision": "allow",
                     *       "callId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "fundedBy": "credits",
                     *       "rate": "0.50",
                     *       "currency": "USD",
                     *       "grantedSeconds": 600,
                     *       "totalGrantedSeconds": 600,
                     *       "final": false,
                     *       "leaseExpiresAt": "2026-11-24T09:10:14.231Z",
                     *       "held": "5.05",
                     *       "heldUntil": "2026-11-24T09:13:00.000Z",
                     *       "sequence": 0
                     *     }
                     */
                    readonly "application/json": components["schemas"]["CallDecision"];
                };
            };
        };
    };
    readonly releaseCall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The call, by the telephony platform's own name for it.
                 * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
                 */
                readonly call: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description No Content */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly renewLease: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The call, by the telephony platform's own name for it.
                 * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
                 */
                readonly call: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "sequence": 1,
                 *       "seconds": 600
                 *     }
                 */
                readonly "application/json": {
                    /** @description That of the last answer plus one. The last sequence again gets the same answer. */
                    readonly sequence: number;
                    /** @description How long the next lease should be; without it as long as leases are by default. */
                    readonly seconds?: number;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "decision": "allow",
                     *       "callId": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                     *       "fundedBy": "credits",
                     *       "rate": "0.50",
                     *       "currency": "USD",
                     *       "grantedSeconds": 600,
                     *       "totalGrantedSeconds": 1200,
                     *       "final": false,
                     *       "leaseExpiresAt": "2026-11-24T09:20:14.231Z",
                     *       "held": "10.05",
                     *       "heldUntil": "2026-11-24T09:24:00.000Z",
                     *       "sequence": 1
                     *     }
                     */
                    readonly "application/json": components["schemas"]["CallDecision"];
                };
            };
        };
    };
    readonly getUsage: {
        readonly parameters: {
            readonly query?: {
                /** @description The largest number of rows in the answer: 50 without it, or 5000 in CSV. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description The period begins with this ISO 8601 instant, or with the first instant of this date in UTC. Without it, with the month that the period ends in.
                 * @example 2026-11-24
                 */
                readonly from?: string;
                /** @example 2026-11-24 */
                readonly to?: string;
                /**
                 * @description Only calls of this user.
                 * @example ada
                 */
                readonly userId?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "contoso:16fd2706-8baf-433b-82eb-8c7fada847da",
                     *           "callId": "16fd2706-8baf-433b-82eb-8c7fada847da",
                     *           "status": "settled",
                     *           "userId": "ada",
                     *           "userPrincipalName": "ada@contoso.com",
                     *           "userDisplayName": "Ada Lovelace",
                     *           "startDateTime": "2026-11-24T08:30:00.000Z",
                     *           "endDateTime": "2026-11-24T08:31:35.000Z",
                     *           "duration": 95,
                     *           "charge": "0.85",
                     *           "connectionCharge": "0.05",
                     *           "currency": "USD",
                     *           "callType": "user_out",
                     *           "calleeNumber": "+33123456789",
                     *           "callerNumber": "+14255550100",
                     *           "usageCountryCode": "US",
                     *           "tenantCountryCode": "US",
                     *           "destinationContext": "International",
                     *           "destinationName": "France",
                     *           "conferenceId": null,
                     *           "licenseCapability": "COMMUNICATIONS_CREDITS",
                     *           "inventoryType": "landline",
                     *           "operator": null,
                     *           "callDurationSource": "platform",
                     *           "fundedBy": "credits",
                     *           "includedMinutes": 0
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["UsageRow"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                    readonly "text/csv": string;
                };
            };
        };
    };
    readonly reportUsage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        /** @description JSON, or CSV with a header: callId, type, userId, from, to, conferenceId, startedAt, endedAt and durationSeconds as in JSON, or the columns of the usage export, whose numbers must not be masked. Each line is a record; a line that cannot be read is rejected by its number. Separated by commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark; up to 5,000 lines and 6 MB */
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "records": [
                 *         {
                 *           "callId": "16fd2706-8baf-433b-82eb-8c7fada847da",
                 *           "type": "user_out",
                 *           "userId": "ada",
                 *           "from": "+14255550100",
                 *           "to": "+33123456789",
                 *           "startedAt": "2026-11-24T08:30:00Z",
                 *           "durationSeconds": 95
                 *         },
                 *         {
                 *           "callId": "886313e1-3b8a-5372-9b90-0c9aee199e5d",
                 *           "type": "ucap_out",
                 *           "to": "+442079460123",
                 *           "startedAt": "2026-11-24T08:31:10Z",
                 *           "durationSeconds": 1800
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    readonly records: readonly {
                        /**
                         * @description The kind of call as the usage report names it; `ucap` stands for resource accounts.
                         * @enum {string}
                         */
                        readonly type: "user_out" | "user_out_conf" | "user_out_transfer" | "user_out_forwarding" | "user_in" | "conf_in" | "conf_out" | "unassigned_in" | "ucap_in" | "ucap_out";
                        /** @description The caller; for `conf_*` the meeting's organizer; left out for `ucap_*` and `unassigned_in`. */
                        readonly userId?: string | null;
                        /** @description The caller as the network reports it: a number, a SIP address or a word. It decides nothing. */
                        readonly from?: string | null;
                        /** @description The platform's own name for the meeting. It decides nothing. */
                        readonly conferenceId?: string | null;
                        /** @description The platform's own name for the call. */
                        readonly callId: string;
                        /** @description The number as it was dialed: in E.164 with its +, or as it is dialed in the caller's country. Of an inbound call: the organization's own number. */
                        readonly to: string;
                        /**
                         * Format: date-time
                         * @description An ISO 8601 instant with its zone, in the years 2000 to 9999.
                         */
                        readonly startedAt: string;
                        /**
                         * Format: date-time
                         * @description When it ended: not before `startedAt`, and so that the duration fits in between, to a second.
                         */
                        readonly endedAt?: string | null;
                        /** @description From the answer to the end of the call, rounded up to a second; 0 for a call that was not answered. */
                        readonly durationSeconds: number;
                    }[];
                };
                /**
                 * @example callId,type,userId,to,startedAt,durationSeconds
                 *     16fd2706-8baf-433b-82eb-8c7fada847da,user_out,ada,+33123456789,2026-11-24T08:30:00Z,95
                 */
                readonly "text/csv": string;
            };
        };
        readonly responses: {
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accepted": 2,
                     *       "duplicates": 0,
                     *       "rejected": []
                     *     }
                     */
                    readonly "application/json": components["schemas"]["UsageReceipt"];
                };
            };
        };
    };
    readonly voidCall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The call, by the telephony platform's own name for it.
                 * @example 16fd2706-8baf-433b-82eb-8c7fada847da
                 */
                readonly call: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "reason": "The line was bad"
                 *     }
                 */
                readonly "application/json": {
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "callId": "16fd2706-8baf-433b-82eb-8c7fada847da",
                     *       "status": "voided",
                     *       "charge": "0.00",
                     *       "refunded": "0.85",
                     *       "additionalCharge": "0.00",
                     *       "forfeited": "0.00",
                     *       "currency": "USD",
                     *       "lots": [
                     *         {
                     *           "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *           "amount": "0.85"
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ReversedCall"];
                };
            };
        };
    };
    readonly correctCall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The call, by the telephony platform's own name for it.
                 * @example 886313e1-3b8a-5372-9b90-0c9aee199e5d
                 */
                readonly call: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "durationSeconds": 900,
                 *       "reason": "The call hung up late"
                 *     }
                 */
                readonly "application/json": {
                    /** @description From the answer to the end of the call, rounded up to a second; 0 for a call that was not answered. */
                    readonly durationSeconds: number;
                    /** @description Why, for people: the ledger and the journal keep it. */
                    readonly reason?: string;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "callId": "886313e1-3b8a-5372-9b90-0c9aee199e5d",
                     *       "status": "settled",
                     *       "charge": "1.50",
                     *       "refunded": "1.50",
                     *       "additionalCharge": "0.00",
                     *       "forfeited": "0.00",
                     *       "currency": "USD",
                     *       "lots": [
                     *         {
                     *           "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *           "amount": "1.50"
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ReversedCall"];
                };
            };
        };
    };
    readonly getAudit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "auditedAt": "2026-11-24T03:00:00.000Z",
                     *       "holds": true,
                     *       "currency": "USD",
                     *       "rules": [
                     *         {
                     *           "rule": "entries-numbered",
                     *           "holds": true,
                     *           "counts": {
                     *             "entries": 2
                     *           },
                     *           "amounts": {},
                     *           "differences": 0,
                     *           "details": []
                     *         },
                     *         {
                     *           "rule": "ledger-replays-to-account",
                     *           "holds": true,
                     *           "counts": {},
                     *           "amounts": {
                     *             "balance": "96.15",
                     *             "debt": "0.00"
                     *           },
                     *           "differences": 0,
                     *           "details": []
                     *         }
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["AuditResult"];
                };
            };
        };
    };
    readonly getCall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The call, by the telephony platform's own name for it.
                 * @example 16fd2706-8baf-433b-82eb-8c7fada847da
                 */
                readonly call: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "callId": "16fd2706-8baf-433b-82eb-8c7fada847da",
                     *       "status": "settled",
                     *       "reason": null,
                     *       "type": "user_out",
                     *       "userId": "ada",
                     *       "from": "+14255550100",
                     *       "to": "+33123456789",
                     *       "conferenceId": null,
                     *       "startedAt": "2026-11-24T08:30:00.000Z",
                     *       "endedAt": "2026-11-24T08:31:35.000Z",
                     *       "durationSeconds": 95,
                     *       "currency": "USD",
                     *       "fundedBy": "credits",
                     *       "charge": "0.85",
                     *       "connectionFee": "0.05",
                     *       "includedMinutes": 0,
                     *       "paidMinutes": 2,
                     *       "paidSeconds": 95,
                     *       "pool": null,
                     *       "destination": "France",
                     *       "country": "FR",
                     *       "rate": "0.50",
                     *       "lots": [
                     *         {
                     *           "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *           "amount": "0.85"
                     *         }
                     *       ],
                     *       "debt": "0.00",
                     *       "postpaid": "0.00",
                     *       "settledAt": "2026-11-24T09:02:07.934Z",
                     *       "reversal": null,
                     *       "lease": null,
                     *       "debtOwed": "0.00",
                     *       "debtPaidBy": []
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Call"];
                };
            };
        };
    };
    readonly getBalance: {
        readonly parameters: {
            readonly query?: {
                /** @description An ISO 8601 instant, or a date, which stands for its first instant in UTC. Without it, the present. In the future, what expires until then is left out; in the past, it is what the ledger said then. */
                readonly at?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "currency": "USD",
                     *       "balance": "96.15",
                     *       "held": "0.00",
                     *       "available": "96.15",
                     *       "debt": "0.00",
                     *       "unbooked": "0.00",
                     *       "forfeitable": {
                     *         "amount": "96.15",
                     *         "expiresAt": "2027-11-02T09:06:02.417Z"
                     *       },
                     *       "asOf": "2026-11-24T10:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Balance"];
                };
            };
        };
    };
    readonly listLots: {
        readonly parameters: {
            readonly query?: {
                /** @description The most items of the page. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description `open`: new calls may draw on the lot. `closed`: it is empty or expired.
                 * @example open
                 */
                readonly status?: "open" | "closed" | "all";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "lot_0mvz1asz5_b2168701e4b8",
                     *           "amount": "100.00",
                     *           "remaining": "96.15",
                     *           "used": "3.85",
                     *           "forfeited": "0.00",
                     *           "unbooked": "0.00",
                     *           "withdrawn": "0.00",
                     *           "currency": "USD",
                     *           "purchasedAt": "2026-11-02T09:06:02.417Z",
                     *           "expiresAt": "2027-11-02T09:06:02.417Z",
                     *           "expired": false,
                     *           "source": "purchase",
                     *           "status": "open"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Lot"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly listEntries: {
        readonly parameters: {
            readonly query?: {
                /** @description The most items of the page. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description The period begins with this ISO 8601 instant, or with the first instant of this date in UTC. Without it, with the first entry.
                 * @example 2026-11-01
                 */
                readonly from?: string;
                /** @example 2026-11-30 */
                readonly to?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "ent_000000000002",
                     *           "sequence": 2,
                     *           "type": "usage",
                     *           "at": "2026-11-24T09:02:07.934Z",
                     *           "amount": "-3.85",
                     *           "balanceBefore": "100.00",
                     *           "balanceAfter": "96.15",
                     *           "unbooked": "0.00",
                     *           "debt": "0.00",
                     *           "currency": "USD",
                     *           "lots": [
                     *             {
                     *               "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *               "amount": "-3.85"
                     *             }
                     *           ],
                     *           "reference": {
                     *             "calls": 2
                     *           },
                     *           "actor": {
                     *             "kind": "schedule",
                     *             "id": "settle",
                     *             "name": null
                     *           },
                     *           "debts": [],
                     *           "debtsComplete": true
                     *         },
                     *         {
                     *           "id": "ent_000000000001",
                     *           "sequence": 1,
                     *           "type": "purchase",
                     *           "at": "2026-11-02T09:06:02.417Z",
                     *           "amount": "100.00",
                     *           "balanceBefore": "0.00",
                     *           "balanceAfter": "100.00",
                     *           "unbooked": "0.00",
                     *           "debt": "0.00",
                     *           "currency": "USD",
                     *           "lots": [
                     *             {
                     *               "lotId": "lot_0mvz1asz5_b2168701e4b8",
                     *               "amount": "100.00"
                     *             }
                     *           ],
                     *           "reference": {
                     *             "order": "pur_64f0c4bc3e8db2168701e4b8"
                     *           },
                     *           "actor": {
                     *             "kind": "person",
                     *             "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *             "name": null
                     *           },
                     *           "debts": [],
                     *           "debtsComplete": true
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Entry"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly listPools: {
        readonly parameters: {
            readonly query?: {
                /** @description The most items of the page. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description A calendar month in UTC, such as `2026-11`. Without it, this month.
                 * @example 2026-11
                 */
                readonly month?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "month": "2026-11",
                     *           "country": "US",
                     *           "sku": "AUDIO_CONFERENCING",
                     *           "capability": "conferencing",
                     *           "order": 1,
                     *           "total": 120,
                     *           "used": 42,
                     *           "available": 78,
                     *           "creditsDrawnAfter": "0.00",
                     *           "currency": "USD"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Pool"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly listInvoices: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 20
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "inv_00000001",
                     *           "number": 1,
                     *           "kind": "purchase",
                     *           "orderId": "pur_64f0c4bc3e8db2168701e4b8",
                     *           "period": null,
                     *           "description": "Communications credits",
                     *           "amount": "100.00",
                     *           "currency": "USD",
                     *           "issuedAt": "2026-11-02T09:06:02.417Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Invoice"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly getInvoice: {
        readonly parameters: {
            readonly query?: {
                /** @description Of a page or a PDF; by default what `Accept-Language` prefers. */
                readonly language?: "en" | "fr";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The invoice, by its number within the organization.
                 * @example inv_00000001
                 */
                readonly invoice: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_00000001",
                     *       "number": 1,
                     *       "kind": "purchase",
                     *       "orderId": "pur_64f0c4bc3e8db2168701e4b8",
                     *       "period": null,
                     *       "description": "Communications credits",
                     *       "amount": "100.00",
                     *       "currency": "USD",
                     *       "issuedAt": "2026-11-02T09:06:02.417Z",
                     *       "lines": [
                     *         {
                     *           "description": "Communications credits",
                     *           "amount": "100.00"
                     *         }
                     *       ],
                     *       "net": "100.00",
                     *       "tax": null,
                     *       "total": "100.00",
                     *       "seller": null,
                     *       "billedTo": {
                     *         "name": "Contoso",
                     *         "billingAddress": {
                     *           "line1": "One Contoso Way",
                     *           "city": "Redmond",
                     *           "region": "WA",
                     *           "country": "US"
                     *         },
                     *         "purchaseOrder": "PO-4711",
                     *         "taxId": null
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["InvoiceDocument"];
                    readonly "text/html": string;
                };
            };
        };
    };
    readonly listJobs: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 20
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "job_c07e7862-a1cb-4753-9016-37ea8b8c8b00",
                     *           "status": "completed",
                     *           "createdAt": "2026-11-02T09:15:00.000Z",
                     *           "finishedAt": "2026-11-02T09:15:00.274Z",
                     *           "total": 2,
                     *           "done": 2,
                     *           "succeeded": 1,
                     *           "failed": 1,
                     *           "kind": "licenses",
                     *           "licenses": {
                     *             "sku": "E5",
                     *             "action": "assign"
                     *           }
                     *         },
                     *         {
                     *           "id": "job_01a195b1-7f00-7d1f-a4c3-0b8e5f2d9a71",
                     *           "kind": "usage",
                     *           "status": "completed",
                     *           "createdAt": "2026-11-01T06:00:00.000Z",
                     *           "finishedAt": "2026-11-01T06:00:02.480Z",
                     *           "total": 1200,
                     *           "done": 1200,
                     *           "succeeded": 1199,
                     *           "failed": 1,
                     *           "usage": {
                     *             "file": "inbox/contoso/calls.csv.gz",
                     *             "accepted": 1180,
                     *             "duplicates": 19,
                     *             "rejected": 1,
                     *             "fault": null
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Job"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly listJournal: {
        readonly parameters: {
            readonly query?: {
                /** @description The most entries of the page: 50 without it, or 1000 in CSV. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description The period begins with this ISO 8601 instant, or with the first instant of this date in UTC. Without it, with the first entry.
                 * @example 2026-11-01
                 */
                readonly from?: string;
                readonly to?: string;
                /** @description Only changes by the actor of this id. */
                readonly actor?: string;
                /**
                 * @description Only changes of this kind.
                 * @example purchase.ordered
                 */
                readonly kind?: "organization.created" | "organization.changed" | "payment-method.changed" | "payment-methods.changed" | "auto-recharge.changed" | "member.invited" | "member.joined" | "member.changed" | "member.removed" | "client.added" | "client.secret-replaced" | "client.removed" | "license.quantity-set" | "license.assigned" | "license.removed" | "licenses.assigned" | "licenses.removed" | "user.added" | "user.changed" | "user.removed" | "user.erased" | "users.imported" | "purchase.ordered" | "refund.requested" | "credits.granted" | "lot.extended" | "lot.written-off" | "credits.moved-out" | "credits.moved-in" | "call.voided" | "call.corrected";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "sequence": 2,
                     *           "at": "2026-11-02T09:06:01.250Z",
                     *           "actor": {
                     *             "kind": "person",
                     *             "id": "7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11",
                     *             "name": null
                     *           },
                     *           "kind": "purchase.ordered",
                     *           "subject": "pur_64f0c4bc3e8db2168701e4b8",
                     *           "before": null,
                     *           "after": {
                     *             "amount": "100.00",
                     *             "currency": "USD"
                     *           },
                     *           "requestId": "JKJaXmPLvHcESHA=",
                     *           "sourceAddress": "192.0.2.17"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["JournalEntry"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                    readonly "text/csv": string;
                };
            };
        };
    };
    readonly getRevenue: {
        readonly parameters: {
            readonly query: {
                /** @description The most items of the page. */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description A calendar month in UTC that is over, such as `2026-11`.
                 * @example 2026-11
                 */
                readonly month: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "month": "2026-11",
                     *       "complete": true,
                     *       "totals": [
                     *         {
                     *           "currency": "USD",
                     *           "bought": {
                     *             "opening": "0.00",
                     *             "funded": "100.00",
                     *             "movedIn": "0.00",
                     *             "used": "3.85",
                     *             "forfeited": "0.00",
                     *             "refunded": "0.00",
                     *             "chargedBack": "0.00",
                     *             "writtenOff": "0.00",
                     *             "movedOut": "0.00",
                     *             "closing": "96.15"
                     *           },
                     *           "granted": {
                     *             "opening": "0.00",
                     *             "funded": "0.00",
                     *             "movedIn": "0.00",
                     *             "used": "0.00",
                     *             "forfeited": "0.00",
                     *             "refunded": "0.00",
                     *             "chargedBack": "0.00",
                     *             "writtenOff": "0.00",
                     *             "movedOut": "0.00",
                     *             "closing": "0.00"
                     *           },
                     *           "debt": "0.00",
                     *           "postpaid": "0.00",
                     *           "organizations": 1
                     *         }
                     *       ],
                     *       "items": [
                     *         {
                     *           "currency": "USD",
                     *           "bought": {
                     *             "opening": "0.00",
                     *             "funded": "100.00",
                     *             "movedIn": "0.00",
                     *             "used": "3.85",
                     *             "forfeited": "0.00",
                     *             "refunded": "0.00",
                     *             "chargedBack": "0.00",
                     *             "writtenOff": "0.00",
                     *             "movedOut": "0.00",
                     *             "closing": "96.15"
                     *           },
                     *           "granted": {
                     *             "opening": "0.00",
                     *             "funded": "0.00",
                     *             "movedIn": "0.00",
                     *             "used": "0.00",
                     *             "forfeited": "0.00",
                     *             "refunded": "0.00",
                     *             "chargedBack": "0.00",
                     *             "writtenOff": "0.00",
                     *             "movedOut": "0.00",
                     *             "closing": "0.00"
                     *           },
                     *           "debt": "0.00",
                     *           "postpaid": "0.00",
                     *           "organization": "contoso"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Revenue"];
                    readonly "text/csv": string;
                };
            };
        };
    };
    readonly listDocuments: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 20
                 */
                readonly limit?: number;
                readonly cursor?: string;
                /**
                 * @description Of which series.
                 * @example invoice
                 */
                readonly kind?: "invoice" | "credit-note" | "statement";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "inv_00000001",
                     *           "kind": "invoice",
                     *           "number": 1,
                     *           "orderId": "pur_64f0c4bc3e8db2168701e4b8",
                     *           "invoiceId": null,
                     *           "description": "Communications credits",
                     *           "total": "100.00",
                     *           "currency": "USD",
                     *           "issuedAt": "2026-11-02T09:06:02.417Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["PaperSummary"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly getDocument: {
        readonly parameters: {
            readonly query?: {
                /** @description Of a page or a PDF; by default what `Accept-Language` prefers. */
                readonly language?: "en" | "fr";
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The invoice (`inv_…`) or the credit note (`crn_…`), by its number.
                 * @example inv_00000001
                 */
                readonly document: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_00000001",
                     *       "kind": "invoice",
                     *       "number": 1,
                     *       "orderId": "pur_64f0c4bc3e8db2168701e4b8",
                     *       "invoiceId": null,
                     *       "description": "Communications credits",
                     *       "total": "100.00",
                     *       "currency": "USD",
                     *       "issuedAt": "2026-11-02T09:06:02.417Z",
                     *       "cancels": null,
                     *       "callId": null,
                     *       "period": null,
                     *       "lines": [
                     *         {
                     *           "description": "Communications credits",
                     *           "amount": "100.00"
                     *         }
                     *       ],
                     *       "net": "100.00",
                     *       "tax": null,
                     *       "billedTo": {
                     *         "name": "Contoso",
                     *         "billingAddress": {
                     *           "line1": "One Contoso Way",
                     *           "city": "Redmond",
                     *           "region": "WA",
                     *           "country": "US"
                     *         },
                     *         "purchaseOrder": "PO-4711",
                     *         "taxId": null
                     *       },
                     *       "seller": null,
                     *       "statement": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["PaperDocument"];
                    readonly "text/html": string;
                    readonly "application/pdf": string;
                    readonly "text/csv": string;
                };
            };
        };
    };
    readonly createExport: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "kind": "usage",
                 *       "from": "2026-11-01",
                 *       "to": "2026-11-30",
                 *       "format": "csv"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description `usage`: the calls that started in the period. `ledger`: the movements of money that were made in it. `invoices`: those that were issued in it.
                     * @enum {string}
                     */
                    readonly kind: "usage" | "ledger" | "invoices";
                    /** @description The period begins with this ISO 8601 instant, or with the first instant of this date in UTC. */
                    readonly from: string;
                    /** @description The period ends before this ISO 8601 instant, which is not before `from`; given as a date, it includes that whole day in UTC. */
                    readonly to: string;
                    /**
                     * @description `csv`: safe to open in a spreadsheet. `parquet`: the same columns, with amounts as DECIMAL(18, 6) and instants as timestamps in UTC.
                     * @default csv
                     * @enum {string}
                     */
                    readonly format?: "csv" | "parquet";
                };
            };
        };
        readonly responses: {
            /** @description Accepted */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "job_019abc12-3c00-7000-8000-37ea8b8c8b00",
                     *       "kind": "export",
                     *       "status": "running",
                     *       "createdAt": "2026-11-24T10:00:00.000Z",
                     *       "finishedAt": null,
                     *       "total": 0,
                     *       "done": 0,
                     *       "succeeded": 0,
                     *       "failed": 0,
                     *       "export": {
                     *         "kinds": [
                     *           "usage"
                     *         ],
                     *         "format": "csv",
                     *         "from": "2026-11-01T00:00:00.000Z",
                     *         "to": "2026-12-01T00:00:00.000Z",
                     *         "month": null,
                     *         "fault": null
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    readonly getJob: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The job, by the id that the POST of its list returned.
                 * @example job_c07e7862-a1cb-4753-9016-37ea8b8c8b00
                 */
                readonly job: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "job_c07e7862-a1cb-4753-9016-37ea8b8c8b00",
                     *       "status": "completed",
                     *       "createdAt": "2026-11-02T09:15:00.000Z",
                     *       "finishedAt": "2026-11-02T09:15:00.274Z",
                     *       "total": 2,
                     *       "done": 2,
                     *       "succeeded": 1,
                     *       "failed": 1,
                     *       "kind": "licenses",
                     *       "licenses": {
                     *         "sku": "E5",
                     *         "action": "assign"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    readonly getJobFailures: {
        readonly parameters: {
            readonly query?: {
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
                /**
                 * @description The job, by the id that the POST of its list returned.
                 * @example job_c07e7862-a1cb-4753-9016-37ea8b8c8b00
                 */
                readonly job: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example line,userPrincipalName,severity,code,detail
                     *     3,grace@contoso.org,error,unknown-user,No user has this user principal name.
                     */
                    readonly "text/csv": string;
                };
            };
        };
    };
    readonly quoteCall: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The organization, by the id that the operator chose for it.
                 * @example contoso
                 */
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "type": "user_out",
                 *       "userId": "ada",
                 *       "to": "+33123456789",
                 *       "seconds": 600
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description The kind of call as the usage report names it; `ucap` stands for resource accounts.
                     * @enum {string}
                     */
                    readonly type: "user_out" | "user_out_conf" | "user_out_transfer" | "user_out_forwarding" | "user_in" | "conf_in" | "conf_out" | "unassigned_in" | "ucap_in" | "ucap_out";
                    /** @description The caller; for `conf_*` the meeting's organizer; left out for `ucap_*` and `unassigned_in`. */
                    readonly userId?: string | null;
                    /** @description The caller as the network reports it: a number, a SIP address or a word. It decides nothing. */
                    readonly from?: string | null;
                    /** @description The platform's own name for the meeting. It decides nothing. */
                    readonly conferenceId?: string | null;
                    /** @description The number as it was dialed: in E.164 with its +, or as it is dialed in the caller's country. Of an inbound call: the organization's own number. */
                    readonly to: string;
                    /** @description How long the call would take. */
                    readonly seconds?: number | null;
                    /** @description An ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC; in the years 2000 to 9999. */
                    readonly at?: ((string | null) | null) | string | null;
                };
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "decision": "allow",
                     *       "currency": "USD",
                     *       "asOf": "2026-11-02T10:00:00.000Z",
                     *       "seconds": 600,
                     *       "destination": "France",
                     *       "country": "FR",
                     *       "numberType": "landline",
                     *       "rate": "0.022",
                     *       "rateDetail": {
                     *         "prefix": "33",
                     *         "destination": "France",
                     *         "type": "landline",
                     *         "country": "FR",
                     *         "perMinute": "0.022",
                     *         "connectionFee": "0.00",
                     *         "initialIncrementSeconds": 60,
                     *         "incrementSeconds": 60,
                     *         "rounding": "exact",
                     *         "deckId": "deck_a02ac45b182b97c512704c3b"
                     *       },
                     *       "poolMinutesLeft": null,
                     *       "fundedBy": "credits",
                     *       "thenFundedBy": null,
                     *       "price": "0.22",
                     *       "connectionFee": "0.00",
                     *       "includedMinutes": 0,
                     *       "grantedSeconds": 600,
                     *       "final": false
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Quote"];
                };
            };
        };
    };
    readonly listRateDecks: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The most items of the page.
                 * @example 1
                 */
                readonly limit?: number;
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "deck_a02ac45b182b97c512704c3b",
                     *           "currency": "USD",
                     *           "kind": "outbound",
                     *           "effectiveFrom": "2027-01-01T00:00:00.000Z",
                     *           "publishedAt": "2026-11-02T08:00:00.000Z",
                     *           "retroactive": false,
                     *           "rounding": "exact",
                     *           "rows": 1,
                     *           "actor": {
                     *             "kind": "operator",
                     *             "id": "2d1e4f60-5c3b-4a7f-8f0e-9b7a6c5d4e3f",
                     *             "name": null
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["RateDeck"][];
                        /** @description Sent back as `cursor`, it leads to the next page; null on the last page. */
                        readonly nextCursor: string | null;
                    };
                };
            };
        };
    };
    readonly publishRateDeck: {
        readonly parameters: {
            readonly query: {
                /**
                 * @description The ISO 4217 code of its prices: it prices the calls of organizations in this currency.
                 * @example USD
                 */
                readonly currency: string;
                /**
                 * @description Calls that begin from then on are priced by it: an ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC.
                 * @example 2027-01-01
                 */
                readonly effectiveFrom: string;
                /** @description `outbound`: calls to a number; `toll-free`: calls to a toll-free number of the organization. */
                readonly kind?: "outbound" | "toll-free";
                /** @description Decimals of a call's price, rounded once, at the end and half up. */
                readonly rounding?: "0" | "1" | "2" | "3" | "4" | "5" | "6" | "exact";
                /** @description The deck may take effect at a time when another deck was already in force. */
                readonly retroactive?: "true" | "false";
                /** @description Returns what would change, and what the calls of the last 30 days would have cost; stores nothing. */
                readonly dryRun?: "true" | "false";
                /** @description Only with `dryRun=true`: the organization whose calls are priced; those of all organizations if it is left out. */
                readonly org?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description The rows of the deck under a header: Destination Name, Destination Type, Country, Prefix and Price / min, and if need be Connection Fee, Initial Increment and Increment, or Billing Increment such as 60/6; usual spellings of these are understood. A column that was not read is a warning; one that carries price or time and is not understood refuses the deck. Separated by commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark; up to 100,000 rows and 6 MB */
        readonly requestBody: {
            readonly content: {
                /**
                 * @example Destination Name,Destination Type,Country,Prefix,Price / min
                 *     France,landline,FR,33,0.022
                 */
                readonly "text/csv": string;
                /**
                 * @example Destination Name,Destination Type,Country,Prefix,Price / min
                 *     France,landline,FR,33,0.022
                 */
                readonly "text/plain": string;
            };
        };
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RateDeckTrial"];
                };
            };
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "deck_a02ac45b182b97c512704c3b",
                     *       "currency": "USD",
                     *       "kind": "outbound",
                     *       "effectiveFrom": "2027-01-01T00:00:00.000Z",
                     *       "publishedAt": "2026-11-02T08:00:00.000Z",
                     *       "retroactive": false,
                     *       "rounding": "exact",
                     *       "rows": 1,
                     *       "actor": {
                     *         "kind": "operator",
                     *         "id": "2d1e4f60-5c3b-4a7f-8f0e-9b7a6c5d4e3f",
                     *         "name": null
                     *       },
                     *       "warnings": []
                     *     }
                     */
                    readonly "application/json": components["schemas"]["NewRateDeck"];
                };
            };
        };
    };
    readonly getRate: {
        readonly parameters: {
            readonly query: {
                /**
                 * @description A telephone number in international form: `+33123456789`, or `0033…`.
                 * @example +33123456789
                 */
                readonly to: string;
                /** @description When a call would begin: an ISO 8601 instant with its zone, or a date, which stands for its first instant in UTC; the present if it is left out. */
                readonly at?: string;
                /**
                 * @description The ISO 4217 code of the price.
                 * @example USD
                 */
                readonly currency?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "to": "+33123456789",
                     *       "numberType": "landline",
                     *       "kind": "outbound",
                     *       "currency": "USD",
                     *       "asOf": "2026-11-02T10:00:00.000Z",
                     *       "rate": "0.022",
                     *       "prefix": "33",
                     *       "destination": "France",
                     *       "type": "landline",
                     *       "country": "FR",
                     *       "perMinute": "0.022",
                     *       "connectionFee": "0.00",
                     *       "initialIncrementSeconds": 60,
                     *       "incrementSeconds": 60,
                     *       "rounding": "exact",
                     *       "deckId": "deck_a02ac45b182b97c512704c3b"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["PublishedRate"];
                };
            };
        };
    };
    readonly receiveWebhook: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The payment gateway whose events these are.
                 * @example stripe
                 */
                readonly gateway: "sandbox" | "stripe";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "received": true,
                     *       "applied": true
                     *     }
                     */
                    readonly "application/json": components["schemas"]["WebhookReceipt"];
                };
            };
        };
    };
    readonly getApiDocument: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0",
                     *       "info": {
                     *         "title": "Communications credits",
                     *         "version": "1.0.0"
                     *       },
                     *       "paths": {}
                     *     }
                     */
                    readonly "application/json": {
                        /** @description The version of the OpenAPI Specification. */
                        readonly openapi: string;
                        readonly info: {
                            readonly title: string;
                            readonly version: string;
                        } & {
                            readonly [key: string]: unknown;
                        };
                        readonly paths: {
                            readonly [key: string]: unknown;
                        };
                    } & {
                        readonly [key: string]: unknown;
                    };
                };
            };
        };
    };
    readonly getSignIn: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1b2c3d4e",
                     *       "clientId": "1example23456789",
                     *       "cliClientId": "2example23456789",
                     *       "cliRedirectUris": [
                     *         "http://localhost:8976/callback"
                     *       ],
                     *       "scopes": [
                     *         "openid",
                     *         "email",
                     *         "profile"
                     *       ]
                     *     }
                     */
                    readonly "application/json": components["schemas"]["SignInSettings"];
                };
            };
        };
    };
    readonly getHealth: {
        readonly parameters: {
            readonly query?: {
                /** @description Redirects to `/health/deep`, which checks the dependencies, for operators only. */
                readonly deep?: "true" | "false";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    readonly getDeepHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "dependencies": {
                     *         "ledger": "ok",
                     *         "calls": "ok",
                     *         "gateway": "ok"
                     *       }
                     *     }
                     */
                    readonly "application/json": components["schemas"]["DeepHealth"];
                };
            };
        };
    };
    readonly getConsole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><html lang="en"><title>communications-credits</title></html> */
                    readonly "text/html": string;
                };
            };
        };
    };
    readonly getApiPage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description OK */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /** @example <!doctype html><html lang="en"><title>API of communications credits</title></html> */
                    readonly "text/html": string;
                };
            };
        };
    };
}
