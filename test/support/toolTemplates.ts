import type { ToolCallFormat } from '../../src/protocol/modelFile.js';

const calls: Readonly<Record<'json' | 'xml', string>> = {
  json: `{{ '<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' }}{{ call.function.arguments | tojson }}{{ '}\\n</tool_call>' }}`,
  xml: `{{ '<tool_call>\\n<function=' + call.function.name + '>\\n' }}{% for key, value in call.function.arguments | items %}{{ '<parameter=' + key + '>\\n' }}{{ value if value is string else value | tojson }}{{ '\\n</parameter>\\n' }}{% endfor %}{{ '</function>\\n</tool_call>' }}`,
};

/** ChatML with tools, in the manner of the Qwen models. */
function chatMl(format: 'json' | 'xml'): string {
  return `{% if tools %}{{ '<|im_start|>system\\nTools:' }}{% for tool in tools %}{{ '\\n' }}{{ tool | tojson }}{% endfor %}{{ '<|im_end|>\\n' }}{% endif %}
{%- for message in messages %}{{ '<|im_start|>' + (message.role if message.role != 'tool' else 'user') + '\\n' }}
{%- if message.role == 'tool' %}{{ '<tool_response>\\n' + message.content + '\\n</tool_response>' }}{% else %}{{ message.content }}{% endif %}
{%- for call in message.tool_calls or [] %}${calls[format]}{% endfor %}{{ '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;
}

/** Messages with channels, in the manner of gpt-oss; a call's arguments are a JSON string in a JSON string here. */
const channels = `{% for tool in tools or [] %}{{ '// ' + tool.function.description + '\\ntype ' + tool.function.name + '\\n' }}{% endfor %}
{%- for message in messages %}{% if message.tool_calls %}{% for call in message.tool_calls %}{{ '<|start|>assistant to=functions.' + call.function.name + '<|channel|>commentary json<|message|>' }}{{ call.function.arguments | tojson }}{{ '<|call|>' }}{% endfor %}
{%- else %}{{ '<|start|>' + message.role + '<|message|>' }}{{ message.content | tojson }}{{ '<|end|>' }}{% endif %}{% endfor %}{{ '<|start|>assistant' }}`;

/** Chat templates of our own that call tools in each of the known formats. */
export const toolTemplates: Readonly<Record<ToolCallFormat, string>> = {
  json: chatMl('json'),
  xml: chatMl('xml'),
  harmony: channels,
};
