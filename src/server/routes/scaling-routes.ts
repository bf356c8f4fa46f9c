import { getDecisions } from '../../api/calls/get-decisions.ts';
import { pauseScaler } from '../../api/calls/pause-scaler.ts';
import { resumeScaler } from '../../api/calls/resume-scaler.ts';
import { parseDuration } from '../../lib/duration.ts';
import { toRfc3339 } from '../../lib/time.ts';
import type { Decision } from '../../scaling/decision.ts';
import { explainDecision } from '../../scaling/explain.ts';
import type { Reading } from '../../scaling/reading.ts';
import type { ScalerManager } from '../../scaling/scaler-manager.ts';
import { route, type Route } from '../route.ts';

export interface ScalingParts {
  readonly scalers: Pick<ScalerManager, 'decisions' | 'pause' | 'resume'>;
}

/** What scalers have decided, and whether they should. */
export function scalingRoutes({ scalers }: ScalingParts): readonly Route[] {
  return [
    route(getDecisions, async ({ name, count }, { namespace, signal }) => {
      const decisions = await scalers.decisions(namespace, name, count, signal);
      return decisions.map(bodyOf);
    }),
    route(pauseScaler, async ({ name, for: duration }, { namespace, signal }) => {
      await scalers.pause(
        namespace,
        name,
        duration === undefined ? undefined : parseDuration(duration),
        signal,
      );
      return true;
    }),
    route(resumeScaler, async ({ name }, { namespace, signal }) => {
      await scalers.resume(namespace, name, signal);
      return true;
    }),
  ];
}

/** Instants as text, and all of it in words. */
function bodyOf(decision: Decision) {
  const { at, until, reading, ...rest } = decision;
  return {
    ...rest,
    at: toRfc3339(at),
    until: toRfc3339(until),
    ...(reading !== undefined && { reading: readingBody(reading) }),
    explanation: explainDecision(decision),
  };
}

function readingBody(reading: Reading) {
  return reading.kind === 'unknown' ? reading : { ...reading, observedAt: toRfc3339(reading.observedAt) };
}
