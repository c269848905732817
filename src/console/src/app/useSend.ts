import { useRef, useState } from 'react';
import { freshKey } from '../api/client';
import { asRefused, type Refused } from '../api/problem';

/**
 * What a form sends: whether it is under way, what the desk refused, and the key under which one intention happens once however often it
 * is sent. A refusal ends the intention, and so do other words; silence does not: sending again is asking again.
 */
export function useSend() {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const unsettled = useRef<{ key: string; words: string } | null>(null);

  /**
   * @param said what the request says, where it needs a key
   * @returns null when the desk took it, else why it did not
   */
  async function send(work: (key: string) => Promise<unknown>, said: unknown = null): Promise<Refused | null> {
    const words = JSON.stringify(said);
    if (unsettled.current?.words !== words) unsettled.current = { key: freshKey(), words };
    setBusy(true);
    setRefused(null);
    try {
      await work(unsettled.current.key);
      unsettled.current = null;
      return null;
    } catch (error) {
      const problem = asRefused(error);
      if (!problem.isUncertain) unsettled.current = null;
      setRefused(problem);
      return problem;
    } finally {
      setBusy(false);
    }
  }

  return { busy, refused, send, forget: () => setRefused(null) };
}
