/** Where kube-apiserver listens: what Endpoints and EndpointSlice of the Service `kubernetes` name. */
export const CONTROL_PLANE_ADDRESS = '10.0.0.10';
export const SECURE_PORT = 6443;
