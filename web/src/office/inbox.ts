/** What waits for the caller's decision: for the page, and for the number beside its name. */
import { signal } from '@preact/signals';
import { api } from '../api';
import type { Approval } from '../gen/api';
import { mayCall } from '../rights';

export const inbox = signal<Approval[] | undefined>(undefined);

export async function loadInbox(): Promise<void> {
    if (mayCall('approval.inbox')) inbox.value = (await api.approvalInbox()).items;
}
