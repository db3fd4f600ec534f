import { AudienceSyncStepObject, ExternalStepObject } from '../steps/step.object.ts';

/** Types that no field names, because only their interface is named. */
export const ORPHANED_TYPES = [AudienceSyncStepObject, ExternalStepObject] as const;
