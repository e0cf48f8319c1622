// Two audio worklets at 8 kHz: `call-sound` plays what comes from a call, `microphone` sends what is said to it.

const PACKET = 320; // samples: 40 ms
const CUSHION = 640; // 80 ms wait before sound begins, and again after it ran dry: what comes later by so much is still in time
const MOST = 4800; // 600 ms: more than that is dropped down to the cushion, so that who listens stays with the call

class CallSound extends AudioWorkletProcessor {
  constructor() {
    super();
    this.left = [];
    this.right = [];
    this.playing = false;
    this.loudest = 0;
    this.blocks = 0;
    this.port.onmessage = (message) => this.take(new Int16Array(message.data));
  }

  take(both) {
    for (let at = 0; at < both.length; at += 2) {
      this.left.push(both[at] / 32768);
      this.right.push(both[at + 1] / 32768);
    }
    const late = this.left.length > MOST ? this.left.length - CUSHION : 0;
    if (late) this.left.splice(0, late), this.right.splice(0, late);
  }

  process(_inputs, [output]) {
    if (this.left.length >= CUSHION) this.playing = true;
    if (this.left.length < output[0].length) this.playing = false;
    if (this.playing) {
      output[0].set(this.left.splice(0, output[0].length));
      output[1].set(this.right.splice(0, output[0].length));
      for (const channel of output) for (const sample of channel) this.loudest = Math.max(this.loudest, Math.abs(sample));
    }
    if (++this.blocks % 16 === 0) {
      this.port.postMessage({ loudness: this.loudest, waiting_ms: Math.round(this.left.length / 8) });
      this.loudest = 0;
    }
    return true;
  }
}

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.packet = new Int16Array(PACKET);
    this.filled = 0;
  }

  process([input]) {
    for (const sample of input[0] || []) {
      this.packet[this.filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.filled === PACKET) {
        this.port.postMessage(this.packet.buffer.slice(0));
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("call-sound", CallSound);
registerProcessor("microphone", Microphone);
