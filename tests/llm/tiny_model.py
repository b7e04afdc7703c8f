"""A causal language model of random weights with a tokenizer trained on the spot, saved as a site would have it."""

from pathlib import Path

TEXTS = (
    "Madame, 62 ans, carcinome infiltrant du sein droit, grade SBR 2, pT2N1aM0, RE 70 %, HER2 négatif.",
    "Poumon : adénocarcinome du lobe supérieur gauche, EGFR L858R, osimertinib 80 mg par jour.",
    '{"site": "sein", "grade": 2, "facts": [{"kind": "biomarker", "value": "RE=70%"}, {"kind": "ctnm"}]}',
    "Réponse partielle après quatre cures de FOLFOX ; neutropénie de grade 3 ; pas de métastase osseuse.",
)
CHAT = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def build(
    folder: Path, *, chat: bool = True, padded: int = 0, positions: int = 4096, seed: int = 7, **shape: int
) -> Path:
    """Write config, weights (safetensors) and tokenizer into a folder.

    `padded`: rows of weights without a token; `shape`: of the LlamaConfig, for models that are not tiny.
    """
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    bytes_ = Tokenizer(models.BPE())
    bytes_.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bytes_.decoder = decoders.ByteLevel()
    special = ["<s>", "</s>", "<pad>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bytes_.train_from_iterator(
        TEXTS * 4,
        trainers.BpeTrainer(vocab_size=500, special_tokens=special, initial_alphabet=alphabet, show_progress=False),
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bytes_,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        additional_special_tokens=special[3:],
        model_max_length=positions,
    )
    if chat:
        tokenizer.chat_template = CHAT
    torch.manual_seed(seed)
    tiny = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
    }
    model = LlamaForCausalLM(
        LlamaConfig(
            **{**tiny, **shape},
            vocab_size=len(tokenizer) + padded,
            max_position_embeddings=positions,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    model.save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    return folder
