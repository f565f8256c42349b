/** A camera whose picture is shown. */
export interface Camera {
  /** Null where it has no lamp. */
  readonly lamp: ((on: boolean) => Promise<void>) | null;
}

/** Why there is no picture, as a sentence for people. */
export class CameraTrouble extends Error {}

export const withoutPicture = {
  refused:
    'The camera is not allowed here. Allow it for this site in the settings of your browser, then try again. Or choose a photo.',
  none: 'No camera was found on this device. Choose a photo of the certificate instead.',
  inUse: 'Another program has the camera. Close that program, then try again. Or choose a photo.',
  ended: 'The camera was taken away or switched off. Try again, or choose a photo.',
  unsupported: 'This browser gives this page no camera. Choose a photo of the certificate instead.',
  failed: 'The camera did not start. Try again, or choose a photo.',
} as const;

/** Names of errors: https://w3c.github.io/mediacapture-main/#methods-5 */
const reasons: Partial<Record<string, keyof typeof withoutPicture>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'inUse',
  AbortError: 'inUse',
};

/** Lamps are described at https://w3c.github.io/mediacapture-image/, which the DOM's types leave out. */
interface Lamp {
  torch?: boolean;
}

/**
 * Asks for the camera at the back and shows its picture. It is let go of when `closing` says so, also while somebody is
 * still being asked.
 *
 * @param lost called when the camera is taken away later
 * @throws CameraTrouble
 */
export async function openCamera(
  video: HTMLVideoElement,
  closing: AbortSignal,
  lost: () => void,
): Promise<Camera> {
  const stream = await askFor();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    if (video.srcObject === stream) video.srcObject = null;
  };
  if (closing.aborted) {
    stop();
    throw new CameraTrouble(withoutPicture.failed);
  }
  closing.addEventListener('abort', stop, { once: true });
  const [track] = stream.getVideoTracks();
  track?.addEventListener('ended', lost, { once: true });
  video.srcObject = stream;
  try {
    await video.play();
  } catch {
    stop();
    throw new CameraTrouble(withoutPicture.failed);
  }
  return { lamp: track ? lampOf(track) : null };
}

async function askFor(): Promise<MediaStream> {
  const devices = mediaDevices();
  if (!devices) throw new CameraTrouble(withoutPicture.unsupported);
  try {
    return await devices.getUserMedia({
      audio: false,
      // As sharp as it goes: the code is a twelfth of the sheet's width.
      video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    throw new CameraTrouble(withoutPicture[reasons[name] ?? 'failed'], { cause: error });
  }
}

/** Pages that did not come by https have none, whatever the types say. */
function mediaDevices(): MediaDevices | undefined {
  return (navigator as Partial<Navigator>).mediaDevices;
}

function lampOf(track: MediaStreamTrack): Camera['lamp'] {
  // Firefox has had no capabilities for long.
  const asked = track as Partial<Pick<MediaStreamTrack, 'getCapabilities'>>;
  const { torch } = (asked.getCapabilities?.call(track) ?? {}) as Lamp;
  if (torch !== true) return null;
  return (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
