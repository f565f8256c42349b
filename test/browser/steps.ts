import { it } from '@jest/globals';

/** Like `it`, for the steps of one story: after one has failed, the later ones say so at once instead of waiting. */
export function steps(): (name: string, act: () => Promise<void>) => void {
  let failed: string | null = null;
  return (name, act) => {
    it(name, async () => {
      if (failed !== null) throw new Error(`The story ended at “${failed}”.`);
      try {
        await act();
      } catch (error) {
        failed = name;
        throw error;
      }
    });
  };
}
