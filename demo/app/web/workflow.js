const answer = await fetch('/api/workflow');
document.querySelector('#app').textContent = answer.ok ? 'Workflows' : 'Sign in to see your workflows';
