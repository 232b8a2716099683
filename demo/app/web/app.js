document.querySelector('#app').textContent = 'Orders of today';
