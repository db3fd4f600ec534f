import { type Job, JOB_NAMES, jobKey, queueOf } from './jobs.ts';

const JOBS: Record<Job['name'], Job> = {
  'group.seal': { name: 'group.seal', groupId: 'aud_1', windowId: 'w1' },
  'flow.dispatch': { name: 'flow.dispatch', flowId: 'con_1' },
  'batch.attempt': { name: 'batch.attempt', batchId: 'bat_1', attempt: 2 },
  'ledger.sweep': { name: 'ledger.sweep' },
  'ledger.partitions': { name: 'ledger.partitions' },
  'connections.check': { name: 'connections.check' },
  'connection.refresh': { name: 'connection.refresh', connectionId: 'con_1' },
  'connection.preflight': { name: 'connection.preflight', connectionId: 'con_1' },
  'audience.refresh': { name: 'audience.refresh', audienceId: 'aud_1' },
  'alerts.check': { name: 'alerts.check' },
  'alert.deliver': { name: 'alert.deliver', deliveryId: 'dlv_1', attempt: 2 },
  'analytics.prune': { name: 'analytics.prune' },
  'audience.apply': { name: 'audience.apply', audienceId: 'aud_1' },
  'audiences.list': { name: 'audiences.list', adAccountId: 'act_1' },
  'audiences.check': { name: 'audiences.check' },
  'handoffs.relay': { name: 'handoffs.relay', stepId: 'stp_1' },
  'handoffs.sweep': { name: 'handoffs.sweep' },
};

it('knows every job', () => {
  expect([...JOB_NAMES].sort()).toEqual(Object.keys(JOBS).sort());
});

it('gives each job a key of its own that Bull can take as an id', () => {
  const keys = Object.values(JOBS).map(jobKey);
  expect(keys).toEqual([
    'seal-aud_1-w1',
    'dispatch-con_1',
    'attempt-bat_1-2',
    'ledger-sweep',
    'ledger-partitions',
    'connections-check',
    'refresh-con_1',
    'preflight-con_1',
    'refresh-aud_1',
    'alerts-check',
    'deliver-dlv_1-2',
    'analytics-prune',
    'apply-aud_1',
    'list-act_1',
    'audiences-check',
    'relay-stp_1',
    'handoffs-sweep',
  ]);
  // A colon would tear Bull's keys apart.
  expect(keys.join('')).not.toContain(':');
});

it('keeps the delivery of users apart from upkeep', () => {
  const inSync = Object.values(JOBS).filter((job) => queueOf(job) === 'sync');
  expect(inSync.map((job) => job.name)).toEqual(['group.seal', 'flow.dispatch', 'batch.attempt']);
});
