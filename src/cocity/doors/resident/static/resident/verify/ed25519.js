/* Verifying Ed25519 (RFC 8032 §5.1.7) where the browser cannot. Only checks: no secret ever comes here, so the time it
   takes gives nothing away.

   Which equation: without cofactor, [S]B = R + [h]A, checked as OpenSSL does it: S < L, and the point [S]B - [h]A,
   encoded, must be R byte for byte (so an odd spelling of R never holds). A key of small order, or spelled oddly, is
   refused before: anybody could sign for it. With any other key this agrees with OpenSSL on every input. */
(function (root) {
  "use strict";
  const city = root.cocityVerify = root.cocityVerify || {};

  const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (x, m) => { const r = x % m; return r < 0n ? r + m : r; };
  const times = (a, b) => mod(a * b, P);

  function power(base, exponent) {
    let result = 1n;
    for (let b = mod(base, P), e = exponent; e > 0n; e >>= 1n) {
      if (e & 1n) result = times(result, b);
      b = times(b, b);
    }
    return result;
  }

  const inverse = (x) => power(x, P - 2n);
  const D = times(-121665n, inverse(121666n)), ROOT = power(2n, (P - 1n) / 4n);
  const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
  const SMALL = [0n, 1n, P - 1n, Y8, P - Y8];

  function little(bytes) {
    let n = 0n;
    for (let i = bytes.length; i-- > 0;) n = (n << 8n) | BigInt(bytes[i]);
    return n;
  }

  // x of a point from its y (RFC 8032 §5.1.3): x^2 = (y^2 - 1) / (d y^2 + 1); null where there is none.
  function across(y, odd) {
    const u = times(y, y) - 1n, v = times(D, times(y, y)) + 1n;
    const v3 = times(times(v, v), v);
    let x = times(times(u, v3), power(times(u, times(times(v3, v3), v)), (P - 5n) / 8n));
    const found = times(v, times(x, x));
    if (found === mod(-u, P)) x = times(x, ROOT);
    else if (found !== mod(u, P)) return null;
    return (x & 1n) === odd ? x : mod(-x, P);
  }

  // Points as (X, Y, Z, T) with x = X/Z, y = Y/Z, T = XY/Z; addition holds for doubling too (RFC 8032 §5.1.4).
  const point = (x, y) => [x, y, 1n, times(x, y)];
  function add(p, q) {
    const a = times(p[1] - p[0], q[1] - q[0]), b = times(p[1] + p[0], q[1] + q[0]);
    const c = times(2n * D, times(p[3], q[3])), d = times(2n * p[2], q[2]);
    const e = b - a, f = d - c, g = d + c, h = b + a;
    return [times(e, f), times(g, h), times(f, g), times(e, h)];
  }

  const BASE_Y = times(4n, inverse(5n)), BASE = point(across(BASE_Y, 0n), BASE_Y);

  // [m]p + [n]q, both from the top bit down.
  function together(m, p, n, q) {
    const both = add(p, q);
    let sum = point(0n, 1n);
    for (let bit = 255n; bit >= 0n; bit--) {
      sum = add(sum, sum);
      const one = (m >> bit) & 1n, two = (n >> bit) & 1n;
      if (one | two) sum = add(sum, one & two ? both : one ? p : q);
    }
    return sum;
  }

  function encoded(p) {
    const z = inverse(p[2]), x = times(p[0], z), y = times(p[1], z);
    const out = new Uint8Array(32);
    for (let i = 0, n = y | ((x & 1n) << 255n); i < 32; i++, n >>= 8n) out[i] = Number(n & 255n);
    return out;
  }

  city.weakKey = function (key) {
    const y = little(key) & ((1n << 255n) - 1n);
    return y >= P || SMALL.includes(y);
  };

  // key: 32 bytes, signature: 64, message: any; all Uint8Array. Whether it holds.
  city.ed25519 = function (key, signature, message) {
    if (key.length !== 32 || signature.length !== 64 || city.weakKey(key)) return false;
    const r = signature.slice(0, 32), s = little(signature.slice(32));
    if (s >= L) return false;
    const y = little(key), x = across(y & ((1n << 255n) - 1n), y >> 255n);
    if (x === null) return false;
    const a = point(mod(-x, P), y & ((1n << 255n) - 1n));
    const whole = new Uint8Array(64 + message.length);
    whole.set(r); whole.set(key, 32); whole.set(message, 64);
    const h = mod(little(city.sha512(whole)), L);
    return encoded(together(s, BASE, h, a)).every((byte, i) => byte === r[i]);
  };
})(globalThis);
