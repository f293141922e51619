// Shows the picture under the pointer, or under the finger.
const map = document.getElementById('map');
const tip = document.getElementById('tip');
const data = JSON.parse(document.getElementById('map-data').textContent);
const circles = Array.from(map.querySelectorAll('svg circle')).slice(0, data.points.length);
const places = circles.map(c => [c.cx.baseVal.value, c.cy.baseVal.value]);

function nearest(event) {
  const toPlot = circles[0].getScreenCTM().inverse();
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(toPlot);
  let best = -1;
  let least = 14 * 14;
  places.forEach(([x, y], i) => {
    const distance = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (distance < least) {
      least = distance;
      best = i;
    }
  });
  return best;
}

function show(event) {
  const i = nearest(event);
  tip.hidden = i < 0;
  if (i < 0) {
    return;
  }
  const [path, label, predicted, image] = data.points[i];
  const picture = tip.querySelector('img');
  picture.hidden = image < 0;
  if (image >= 0) {
    picture.src = data.images[image];
  }
  tip.querySelector('.label').textContent = data.classes[label];
  tip.querySelector('.predicted').textContent = predicted < 0 || predicted === label ? '' : 'taken for ' + data.classes[predicted];
  tip.querySelector('.path').textContent = path;
  const frame = map.getBoundingClientRect();
  const x = event.clientX - frame.left;
  const y = event.clientY - frame.top;
  tip.style.left = Math.max(0, Math.min(x + 14, frame.width - tip.offsetWidth)) + 'px';
  tip.style.top = (y > tip.offsetHeight + 14 ? y - tip.offsetHeight - 14 : y + 18) + 'px';
}

if (circles.length > 0) {
  map.addEventListener('pointermove', show);
  map.addEventListener('pointerdown', show);
  map.addEventListener('pointerleave', () => { tip.hidden = true; });
}
