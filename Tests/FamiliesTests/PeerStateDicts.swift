// Names and shapes as the other implementations print them from `state_dict()`: openai/CLIP (as packaged in
// clip-anytorch 2.6.0), open_clip 3.3.0, transformers 5.23.0. One tensor a line, a scalar without shape.

enum PeerStateDicts {
    /// openai/CLIP: `CLIP(32, 64, 1, 128, 32, 7, 50, 64, 1, 1)`.
    static let openAIViT = """
        positional_embedding 7x64
        text_projection 64x32
        logit_scale
        visual.class_embedding 128
        visual.positional_embedding 5x128
        visual.proj 128x32
        visual.conv1.weight 128x3x32x32
        visual.ln_pre.weight 128
        visual.ln_pre.bias 128
        visual.transformer.resblocks.0.attn.in_proj_weight 384x128
        visual.transformer.resblocks.0.attn.in_proj_bias 384
        visual.transformer.resblocks.0.attn.out_proj.weight 128x128
        visual.transformer.resblocks.0.attn.out_proj.bias 128
        visual.transformer.resblocks.0.ln_1.weight 128
        visual.transformer.resblocks.0.ln_1.bias 128
        visual.transformer.resblocks.0.mlp.c_fc.weight 512x128
        visual.transformer.resblocks.0.mlp.c_fc.bias 512
        visual.transformer.resblocks.0.mlp.c_proj.weight 128x512
        visual.transformer.resblocks.0.mlp.c_proj.bias 128
        visual.transformer.resblocks.0.ln_2.weight 128
        visual.transformer.resblocks.0.ln_2.bias 128
        visual.ln_post.weight 128
        visual.ln_post.bias 128
        transformer.resblocks.0.attn.in_proj_weight 192x64
        transformer.resblocks.0.attn.in_proj_bias 192
        transformer.resblocks.0.attn.out_proj.weight 64x64
        transformer.resblocks.0.attn.out_proj.bias 64
        transformer.resblocks.0.ln_1.weight 64
        transformer.resblocks.0.ln_1.bias 64
        transformer.resblocks.0.mlp.c_fc.weight 256x64
        transformer.resblocks.0.mlp.c_fc.bias 256
        transformer.resblocks.0.mlp.c_proj.weight 64x256
        transformer.resblocks.0.mlp.c_proj.bias 64
        transformer.resblocks.0.ln_2.weight 64
        transformer.resblocks.0.ln_2.bias 64
        token_embedding.weight 50x64
        ln_final.weight 64
        ln_final.bias 64
        """

    /// open_clip: `CLIP` of the same dimensions.
    static let openCLIPPlain = """
        positional_embedding 7x64
        text_projection 64x32
        logit_scale
        visual.class_embedding 128
        visual.positional_embedding 5x128
        visual.proj 128x32
        visual.conv1.weight 128x3x32x32
        visual.ln_pre.weight 128
        visual.ln_pre.bias 128
        visual.transformer.resblocks.0.ln_1.weight 128
        visual.transformer.resblocks.0.ln_1.bias 128
        visual.transformer.resblocks.0.attn.in_proj_weight 384x128
        visual.transformer.resblocks.0.attn.in_proj_bias 384
        visual.transformer.resblocks.0.attn.out_proj.weight 128x128
        visual.transformer.resblocks.0.attn.out_proj.bias 128
        visual.transformer.resblocks.0.ln_2.weight 128
        visual.transformer.resblocks.0.ln_2.bias 128
        visual.transformer.resblocks.0.mlp.c_fc.weight 512x128
        visual.transformer.resblocks.0.mlp.c_fc.bias 512
        visual.transformer.resblocks.0.mlp.c_proj.weight 128x512
        visual.transformer.resblocks.0.mlp.c_proj.bias 128
        visual.ln_post.weight 128
        visual.ln_post.bias 128
        transformer.resblocks.0.ln_1.weight 64
        transformer.resblocks.0.ln_1.bias 64
        transformer.resblocks.0.attn.in_proj_weight 192x64
        transformer.resblocks.0.attn.in_proj_bias 192
        transformer.resblocks.0.attn.out_proj.weight 64x64
        transformer.resblocks.0.attn.out_proj.bias 64
        transformer.resblocks.0.ln_2.weight 64
        transformer.resblocks.0.ln_2.bias 64
        transformer.resblocks.0.mlp.c_fc.weight 256x64
        transformer.resblocks.0.mlp.c_fc.bias 256
        transformer.resblocks.0.mlp.c_proj.weight 64x256
        transformer.resblocks.0.mlp.c_proj.bias 64
        token_embedding.weight 50x64
        ln_final.weight 64
        ln_final.bias 64
        """

    /// open_clip: `CustomTextCLIP` of the same dimensions.
    static let openCLIPCustomText = """
        logit_scale
        visual.class_embedding 128
        visual.positional_embedding 5x128
        visual.proj 128x32
        visual.conv1.weight 128x3x32x32
        visual.ln_pre.weight 128
        visual.ln_pre.bias 128
        visual.transformer.resblocks.0.ln_1.weight 128
        visual.transformer.resblocks.0.ln_1.bias 128
        visual.transformer.resblocks.0.attn.in_proj_weight 384x128
        visual.transformer.resblocks.0.attn.in_proj_bias 384
        visual.transformer.resblocks.0.attn.out_proj.weight 128x128
        visual.transformer.resblocks.0.attn.out_proj.bias 128
        visual.transformer.resblocks.0.ln_2.weight 128
        visual.transformer.resblocks.0.ln_2.bias 128
        visual.transformer.resblocks.0.mlp.c_fc.weight 512x128
        visual.transformer.resblocks.0.mlp.c_fc.bias 512
        visual.transformer.resblocks.0.mlp.c_proj.weight 128x512
        visual.transformer.resblocks.0.mlp.c_proj.bias 128
        visual.ln_post.weight 128
        visual.ln_post.bias 128
        text.positional_embedding 7x64
        text.text_projection 64x32
        text.token_embedding.weight 50x64
        text.transformer.resblocks.0.ln_1.weight 64
        text.transformer.resblocks.0.ln_1.bias 64
        text.transformer.resblocks.0.attn.in_proj_weight 192x64
        text.transformer.resblocks.0.attn.in_proj_bias 192
        text.transformer.resblocks.0.attn.out_proj.weight 64x64
        text.transformer.resblocks.0.attn.out_proj.bias 64
        text.transformer.resblocks.0.ln_2.weight 64
        text.transformer.resblocks.0.ln_2.bias 64
        text.transformer.resblocks.0.mlp.c_fc.weight 256x64
        text.transformer.resblocks.0.mlp.c_fc.bias 256
        text.transformer.resblocks.0.mlp.c_proj.weight 64x256
        text.transformer.resblocks.0.mlp.c_proj.bias 64
        text.ln_final.weight 64
        text.ln_final.bias 64
        """

    /// transformers: `CLIPModel` of the same dimensions.
    static let huggingFace = """
        logit_scale
        text_model.embeddings.token_embedding.weight 50x64
        text_model.embeddings.position_embedding.weight 7x64
        text_model.encoder.layers.0.self_attn.k_proj.weight 64x64
        text_model.encoder.layers.0.self_attn.k_proj.bias 64
        text_model.encoder.layers.0.self_attn.v_proj.weight 64x64
        text_model.encoder.layers.0.self_attn.v_proj.bias 64
        text_model.encoder.layers.0.self_attn.q_proj.weight 64x64
        text_model.encoder.layers.0.self_attn.q_proj.bias 64
        text_model.encoder.layers.0.self_attn.out_proj.weight 64x64
        text_model.encoder.layers.0.self_attn.out_proj.bias 64
        text_model.encoder.layers.0.layer_norm1.weight 64
        text_model.encoder.layers.0.layer_norm1.bias 64
        text_model.encoder.layers.0.mlp.fc1.weight 256x64
        text_model.encoder.layers.0.mlp.fc1.bias 256
        text_model.encoder.layers.0.mlp.fc2.weight 64x256
        text_model.encoder.layers.0.mlp.fc2.bias 64
        text_model.encoder.layers.0.layer_norm2.weight 64
        text_model.encoder.layers.0.layer_norm2.bias 64
        text_model.final_layer_norm.weight 64
        text_model.final_layer_norm.bias 64
        vision_model.embeddings.class_embedding 128
        vision_model.embeddings.patch_embedding.weight 128x3x32x32
        vision_model.embeddings.position_embedding.weight 5x128
        vision_model.pre_layrnorm.weight 128
        vision_model.pre_layrnorm.bias 128
        vision_model.encoder.layers.0.self_attn.k_proj.weight 128x128
        vision_model.encoder.layers.0.self_attn.k_proj.bias 128
        vision_model.encoder.layers.0.self_attn.v_proj.weight 128x128
        vision_model.encoder.layers.0.self_attn.v_proj.bias 128
        vision_model.encoder.layers.0.self_attn.q_proj.weight 128x128
        vision_model.encoder.layers.0.self_attn.q_proj.bias 128
        vision_model.encoder.layers.0.self_attn.out_proj.weight 128x128
        vision_model.encoder.layers.0.self_attn.out_proj.bias 128
        vision_model.encoder.layers.0.layer_norm1.weight 128
        vision_model.encoder.layers.0.layer_norm1.bias 128
        vision_model.encoder.layers.0.mlp.fc1.weight 512x128
        vision_model.encoder.layers.0.mlp.fc1.bias 512
        vision_model.encoder.layers.0.mlp.fc2.weight 128x512
        vision_model.encoder.layers.0.mlp.fc2.bias 128
        vision_model.encoder.layers.0.layer_norm2.weight 128
        vision_model.encoder.layers.0.layer_norm2.bias 128
        vision_model.post_layernorm.weight 128
        vision_model.post_layernorm.bias 128
        visual_projection.weight 32x128
        text_projection.weight 32x64
        """
}
