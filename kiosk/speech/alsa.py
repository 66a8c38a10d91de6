"""Sounds to one ALSA device by aplay, and to no other: what is private is heard there alone."""

import subprocess
import threading

from kiosk.speech.process_speaker import SpeechFailedError
from kiosk.speech.sound import Sound, at_volume


class AlsaOutput:
    """A sound card by its PCM name, such as `plughw:CARD=Headset`."""

    def __init__(self, device: str, program: str = "aplay") -> None:
        """Nothing is opened. `program` is for tests: it gets aplay's arguments."""
        self._device = device
        self._program = program

    def play(self, sound: Sound, volume: int) -> "AlsaPlaying":
        """Begin to play.

        Raises:
            SpeechFailedError: the program is missing.
        """
        command = (self._program, "-q", "-D", self._device, "-t", "raw", "-f", "S16_LE",
                   "-c", "1", "-r", str(sound.rate), "-")  # fmt: skip
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SpeechFailedError(f"{self._program}: {error.strerror}") from error
        # a little longer than it is, for a card that takes its time to begin
        return AlsaPlaying(process, at_volume(sound, volume), sound.seconds + 5.0)


class AlsaPlaying:
    """One sound on its way through aplay."""

    def __init__(self, process: subprocess.Popen[bytes], samples: bytes, seconds: float) -> None:
        self._process = process
        self._samples = samples
        self._seconds = seconds
        self._stopped = False
        self._feeding = threading.Thread(target=self._feed, name="aplay", daemon=True)
        self._feeding.start()

    def wait(self) -> None:
        """Wait until it is over.

        Raises:
            SpeechFailedError: aplay failed, or hangs.
        """
        try:
            code = self._process.wait(self._seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            self._process.kill()
            self._process.wait()
            self._feeding.join()
        if code != 0 and not self._stopped:
            raise SpeechFailedError("aplay hangs" if code is None else f"aplay ended with {code}")

    def stop(self) -> None:
        """Cut it off. Returns at once, also where a sound card does not let go of aplay: `wait`
        sees it to its end."""
        self._stopped = True
        self._process.kill()

    def _feed(self) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise RuntimeError("aplay was started with a pipe")
        try:
            with pipe:
                pipe.write(self._samples)
        except BrokenPipeError:
            # it was cut off, or it failed, which its exit code says
            pass
