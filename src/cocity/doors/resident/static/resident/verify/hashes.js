/* SHA-256 and SHA-512 (FIPS 180-4) for browsers or pages without WebCrypto. Constants are computed, not copied. */
(function (root) {
  "use strict";
  const city = root.cocityVerify = root.cocityVerify || {};

  const primes = [];
  for (let n = 2; primes.length < 80; n++) if (primes.every((p) => n % p)) primes.push(n);

  // Largest x with x^power <= n.
  function rootOf(n, power) {
    let low = 0n, high = 1n << 72n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** power <= n) low = middle; else high = middle;
    }
    return low;
  }

  const MASK = (1n << 64n) - 1n;
  // The first 64 bits of the fractions of cube roots and square roots; SHA-256 takes the first 32 of them.
  const K512 = primes.map((p) => rootOf(BigInt(p) << 192n, 3n) & MASK);
  const H512 = primes.slice(0, 8).map((p) => rootOf(BigInt(p) << 128n, 2n) & MASK);
  const short = (x) => Number(x >> 32n);
  const K256 = K512.slice(0, 64).map(short), H256 = H512.map(short);

  // The message, a one bit, zeros, and its length in bits at the end of the last block.
  function padded(bytes, block) {
    const out = new Uint8Array(Math.ceil((bytes.length + 1 + block / 8) / block) * block);
    out.set(bytes);
    out[bytes.length] = 0x80;
    const view = new DataView(out.buffer);
    view.setUint32(out.length - 4, (bytes.length << 3) >>> 0);
    view.setUint32(out.length - 8, Math.floor(bytes.length / 0x20000000));
    return view;
  }

  city.sha256 = function (bytes) {
    const view = padded(bytes, 64), h = H256.slice(), w = new Array(64);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 64; i++) {
        if (i < 16) { w[i] = view.getInt32(at + 4 * i); continue; }
        const a = w[i - 15], b = w[i - 2];
        w[i] = (w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
      }
      const v = h.slice();
      for (let i = 0; i < 64; i++) {
        const [a, b, c, , e, f, g] = v;
        const one = (v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
        const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        v.pop();
        v.unshift((one + two) | 0);
        v[4] = (v[4] + one) | 0;
      }
      for (let i = 0; i < 8; i++) h[i] = (h[i] + v[i]) | 0;
    }
    const out = new DataView(new ArrayBuffer(32));
    h.forEach((x, i) => out.setInt32(4 * i, x));
    return new Uint8Array(out.buffer);
  };

  city.sha512 = function (bytes) {
    const view = padded(bytes, 128), h = H512.slice(), w = new Array(80);
    const turn = (x, n) => ((x >> n) | (x << (64n - n))) & MASK;
    for (let at = 0; at < view.byteLength; at += 128) {
      for (let i = 0; i < 80; i++) {
        if (i < 16) { w[i] = view.getBigUint64(at + 8 * i); continue; }
        const a = w[i - 15], b = w[i - 2];
        w[i] = (w[i - 16] + (turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n)) + w[i - 7] + (turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n))) & MASK;
      }
      const v = h.slice();
      for (let i = 0; i < 80; i++) {
        const [a, b, c, , e, f, g] = v;
        const one = v[7] + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ ((e ^ MASK) & g)) + K512[i] + w[i];
        const two = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
        v.pop();
        v.unshift((one + two) & MASK);
        v[4] = (v[4] + one) & MASK;
      }
      for (let i = 0; i < 8; i++) h[i] = (h[i] + v[i]) & MASK;
    }
    const out = new DataView(new ArrayBuffer(64));
    h.forEach((x, i) => out.setBigUint64(8 * i, x));
    return new Uint8Array(out.buffer);
  };
})(globalThis);
