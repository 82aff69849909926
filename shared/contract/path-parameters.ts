/** The parameters of paths, by their names. A value of another form is of nothing that exists: 404. */
import * as z from 'zod';
import { PAYMENT_GATEWAYS } from './environment.ts';
import { CallId } from './fields.ts';
import { OrganizationId, SkuName } from './schemas.ts';

export const PATH_PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  org: OrganizationId.meta({ description: 'The organization, by the id that the operator chose for it.' }),
  call: CallId.meta({ description: "The call, by the telephony platform's own name for it." }),
  user: z.string().min(1).max(256).meta({ description: 'The user, by id or by user principal name.' }),
  sku: SkuName.meta({ description: 'The license SKU.' }),
  purchase: z
    .string()
    .regex(/^(pur|rch)_[\w.-]+$/)
    .meta({ description: 'The purchase (`pur_…`) or the recharge (`rch_…`).' }),
  lot: z
    .string()
    .regex(/^(lot|gra|res)_[\w.-]+$/)
    .meta({ description: 'The lot, by the id that `GET lots` shows.' }),
  method: z
    .string()
    .regex(/^pm_[0-9a-f]{24}$/)
    .meta({ description: 'The payment method, by the id in the list of methods.' }),
  invoice: z
    .string()
    .regex(/^inv_\d{8}$/)
    .meta({ description: 'The invoice, by its number within the organization.' }),
  document: z
    .string()
    .regex(/^(inv|crn)_\d{8}$/)
    .meta({ description: 'The invoice (`inv_…`) or the credit note (`crn_…`), by its number.' }),
  job: z
    .string()
    .regex(/^job_[0-9a-f-]{36}$/)
    .meta({ description: 'The job, by the id that the POST of its list returned.' }),
  member: z
    .string()
    .regex(/^mem_[0-9a-f]{24}$/)
    .meta({ description: 'The member, by the id that the invitation returned.' }),
  client: z
    .string()
    .regex(/^cli_[0-9a-f]{24}$/)
    .meta({ description: 'The program, by the id that its POST returned.' }),
  gateway: z.enum(PAYMENT_GATEWAYS).meta({ description: 'The payment gateway whose events these are.' }),
};
