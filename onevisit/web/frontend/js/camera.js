/* The camera of a computer: on a telephone the file field itself opens the camera. */

/** Whether to use the page's own camera dialog; telephones do it better themselves. */
export function canTakePhoto() {
  return Boolean(navigator.mediaDevices?.getUserMedia) && !window.matchMedia("(pointer: coarse)").matches;
}

/** Shows the camera in a dialog and answers a JPEG file, or null when nothing was taken. */
export async function takePhoto(label) {
  const dialog = document.getElementById("camera");
  if (!dialog) return null;
  const video = dialog.querySelector("video");
  const wrong = dialog.querySelector("[data-camera-wrong]");
  const shoot = dialog.querySelector("[data-camera-shoot]");
  dialog.querySelector("[data-camera-for]").textContent = label;
  wrong.hidden = true;
  shoot.hidden = false;
  dialog.showModal();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
  } catch {
    wrong.hidden = false;
    shoot.hidden = true;
  }
  return new Promise((resolve) => {
    let photo = null;
    const onShoot = () => {
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d").drawImage(video, 0, 0);
      canvas.toBlob(
        (blob) => {
          photo = blob && new File([blob], "photo.jpg", { type: "image/jpeg" });
          dialog.close();
        },
        "image/jpeg",
        0.9,
      );
    };
    shoot.addEventListener("click", onShoot);
    dialog.addEventListener(
      "close",
      () => {
        shoot.removeEventListener("click", onShoot);
        for (const track of stream?.getTracks() ?? []) track.stop();
        video.srcObject = null;
        resolve(photo);
      },
      { once: true },
    );
  });
}
