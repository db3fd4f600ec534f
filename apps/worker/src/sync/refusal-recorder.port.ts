import { type PinterestError } from '@audience-sync/pinterest-client';
import { type Consequence } from './answer-outcome.ts';
import { type DeliveryTarget } from './delivery-target.ts';

/** Writes down what a refusal says about the audience or the ad account, for those who must act. */
export interface RefusalRecorder {
  record(consequence: Consequence, target: DeliveryTarget, error: PinterestError): Promise<void>;
}
