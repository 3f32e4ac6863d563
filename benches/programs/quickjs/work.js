// Work for the interpreter: calls, objects, closures, strings, regular expressions, typed arrays, JSON.
// The argument is how much of it, in hundredths.
const part = amount => Math.floor(amount * Number(scriptArgs[0]) / 100);
let state = 42;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648);

function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

class Tree {
  constructor() { this.root = null; this.size = 0; }
  add(key) {
    const node = { key, left: null, right: null };
    if (!this.root) { this.root = node; this.size = 1; return; }
    for (let at = this.root; ;) {
      if (key === at.key) return;
      const side = key < at.key ? 'left' : 'right';
      if (!at[side]) { at[side] = node; this.size++; return; }
      at = at[side];
    }
  }
  *keys(at = this.root) {
    if (!at) return;
    yield* this.keys(at.left);
    yield at.key;
    yield* this.keys(at.right);
  }
}

function tree(count) {
  const tree = new Tree();
  for (let i = 0; i < count; i++) tree.add(random() % 1000000);
  let sum = 0, index = 0;
  for (const key of tree.keys()) sum = (sum + key * ++index) % 1000003;
  return tree.size + '/' + sum;
}

function words(count) {
  const seen = new Map();
  for (let i = 0; i < count; i++) {
    const word = `word${(i * 7919) % 5003}`;
    seen.set(word, (seen.get(word) ?? 0) + 1);
  }
  return [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 3).join(';');
}

function sieve(limit) {
  const composite = new Uint8Array(limit + 1);
  let count = 0;
  for (let i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    count++;
    for (let multiple = i * i; multiple <= limit; multiple += i) composite[multiple] = 1;
  }
  return count;
}

function json(rounds) {
  let value = Array.from({ length: 200 }, (_, i) => ({ id: i, name: `n${i}`, tags: ['a', 'b', i / 8], ok: i % 3 === 0 }));
  for (let i = 0; i < rounds; i++) value = JSON.parse(JSON.stringify(value));
  return JSON.stringify(value).length;
}

function search(rounds) {
  const text = Array.from({ length: 400 }, (_, i) => `user${i}@host${i % 17}.example 10.0.${i % 256}.1 `).join('');
  let found = 0;
  for (let i = 0; i < rounds; i++) found += [...text.matchAll(/(\w+)@(\w+)\.example (\d+\.){3}1/g)].length;
  return found;
}

function bodies(steps) {
  const list = Array.from({ length: 5 }, (_, i) => ({ x: i, y: i * i / 3, vx: 0.01 * i, vy: -0.02 * i, mass: 1 + i / 7 }));
  for (let step = 0; step < steps; step++) {
    list.forEach((one, index) => {
      for (const other of list.slice(index + 1)) {
        const dx = one.x - other.x, dy = one.y - other.y, square = dx * dx + dy * dy + 0.01;
        const pull = 0.001 / (square * Math.sqrt(square));
        one.vx -= dx * other.mass * pull; one.vy -= dy * other.mass * pull;
        other.vx += dx * one.mass * pull; other.vy += dy * one.mass * pull;
      }
    });
    for (const body of list) { body.x += 0.001 * body.vx; body.y += 0.001 * body.vy; }
  }
  return list.reduce((sum, body) => sum + body.x * body.y, 0).toFixed(9);
}

print(fibonacci(16 + part(12)), tree(part(60000)), words(part(300000)), sieve(part(1000000)));
print(json(part(60)), search(part(60)), bodies(part(15000)));
