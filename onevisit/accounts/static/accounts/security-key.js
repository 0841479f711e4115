// Asks the browser for a security key before a form is sent; the page works without it by the other factors.
(function () {
  'use strict'

  const trouble = document.querySelector('[data-security-key-trouble]')

  async function answerOf (form) {
    const asked = JSON.parse(document.getElementById('security-key-data').textContent)
    if (form.dataset.securityKey === 'add') {
      return window.webauthnJSON.create(asked.creation_options)
    }
    return window.webauthnJSON.get(asked.request_options)
  }

  for (const form of document.querySelectorAll('form[data-security-key]')) {
    form.addEventListener('submit', async function (event) {
      event.preventDefault()
      trouble.hidden = true
      try {
        form.elements.credential.value = JSON.stringify(await answerOf(form))
        form.submit()
      } catch (error) {
        trouble.hidden = false
      }
    })
  }
})()
