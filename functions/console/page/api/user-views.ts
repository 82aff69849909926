/** What the API answers about users and their licenses. */
import type { DialOutPolicy, Sku } from '../../../../shared/domain/licenses/licenses.ts';

export interface User {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly usageLocation: string;
  readonly dialOutPolicy: DialOutPolicy;
  readonly status: 'active' | 'blocked';
  readonly licenses: readonly { readonly sku: Sku; readonly assignedAt: string }[];
  readonly creditsLicenseEffective: boolean;
}

export interface LicenseCount {
  readonly sku: Sku;
  readonly quantity: number;
  readonly assigned: number;
  readonly available: number;
}

export interface Job {
  readonly id: string;
  readonly status: 'running' | 'completed';
  readonly sku: Sku;
  readonly action: 'assign' | 'remove';
  readonly total: number;
  readonly done: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly errors?: readonly JobError[];
  readonly nextCursor?: string | null;
}

export interface JobError {
  readonly line: number;
  readonly userPrincipalName: string;
  readonly code: string;
  readonly detail: string;
}
