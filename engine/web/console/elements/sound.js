// The browser's sound as pages share it: a loudspeaker for packets that come (8 kHz stereo s16le), and a microphone whose packets
// (mono s16le) go. Both need a page of https or localhost.

async function soundContext(options) {
  const context = new AudioContext(options);
  await context.audioWorklet.addModule("/live/worklet.js");
  return context;
}

// `meter` is told of the loudness and of what waits, about twice a second at 8 kHz.
async function loudspeaker(meter) {
  const context = await soundContext({ sampleRate: 8000 });
  const node = new AudioWorkletNode(context, "call-sound", { outputChannelCount: [2] });
  node.connect(context.destination);
  node.port.onmessage = (message) => meter(message.data);
  return {
    play: (packet) => node.port.postMessage(packet, [packet]),
    close: () => context.close(),
  };
}

// `take` gets packets of 320 samples. Throws if the browser gives no microphone. `wanted`: constraints; `options`: of the context.
async function microphone(take, wanted, options) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, ...wanted } });
  const context = await soundContext(options);
  const node = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
  node.port.onmessage = (message) => take(message.data);
  context.createMediaStreamSource(stream).connect(node);
  return {
    rate: context.sampleRate,
    close: () => {
      stream.getTracks().forEach((track) => track.stop());
      if (context.state !== "closed") context.close();
    },
  };
}

const SPOKEN_TO_A_CALL = { echoCancellation: true, noiseSuppression: true };
