import openapi from '../../../../tests/ServiceDesk.Tests/Http/golden/openapi.json';

/** The API's description as the gateway's tests keep it. */
export default openapi;
